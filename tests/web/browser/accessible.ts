import axe from "axe-core";
import type { Page } from "playwright-core";

export type Theme = "light" | "dark" | "night";

/** What breaks WCAG 2.1 AA in the page as it stands, in each of the themes. Empty is right. */
export async function violationsOf(
  page: Page,
  where: string,
  themes: readonly Theme[] = ["light", "dark"],
): Promise<string[]> {
  const violations: string[] = [];
  await page.evaluate(axe.source);
  for (const theme of themes) {
    await page.evaluate(
      (name) => void (document.documentElement.dataset.theme = name),
      theme,
    );
    const found = await page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run({
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
      }),
    );
    for (const { id, nodes } of found.violations)
      violations.push(
        `${where}, ${theme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
      );
  }
  return violations;
}
