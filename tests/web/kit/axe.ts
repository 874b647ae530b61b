import axe from 'axe-core';
import type { Page } from 'playwright-core';

export type Theme = 'light' | 'dark' | 'night';

/** What most people have. */
export const DAY: readonly Theme[] = ['light', 'dark'];

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * What is against WCAG 2.1 AA in the page as it stands, or in one part of it, a line each; empty is
 * right. Looked at in each of the themes, if any are named.
 */
export async function violationsIn(
  page: Page,
  where = page.url(),
  { themes = [], part }: { readonly themes?: readonly Theme[]; readonly part?: string } = {},
): Promise<string[]> {
  await page.evaluate(axe.source);
  const look = async (name: string) => {
    const found = await page.evaluate(
      ({ rules, context }) =>
        (window as unknown as { axe: typeof axe }).axe.run(context ?? document, { runOnly: rules }),
      { rules: RULES, context: part },
    );
    return found.violations.map(
      ({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  };
  if (themes.length === 0) return look(where);
  const violations: string[] = [];
  for (const theme of themes) {
    await page.evaluate((name) => void (document.documentElement.dataset.theme = name), theme);
    violations.push(...(await look(`${where}, ${theme}`)));
  }
  return violations;
}
