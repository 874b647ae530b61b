import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Studio, type Look } from './studio';
import { DURING_A_CONFERENCE, ON_A_TELEPHONE, openConference, VIEWS } from './views';

const LOOKS: readonly Look[] = [
  { language: 'sv', theme: 'light' },
  { language: 'sv', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
];
const NIGHT: Look = { language: 'sv', theme: 'night' };

/**
 * Every view in both languages, light and dark, as NAME-LANGUAGE-THEME.png; the map at night, too.
 * `only` and `look` are parts of the name: "decision", "sv-light".
 */
export function takeAll(folder: string, only: string, look: string): Promise<void> {
  return Studio.with(async (studio) => {
    mkdirSync(folder, { recursive: true });
    const wanted = new Set(
      [...VIEWS, ...ON_A_TELEPHONE, ...DURING_A_CONFERENCE].filter(({ name }) =>
        name.includes(only),
      ),
    );
    // What happens in it is in nobody else's picture: it comes last.
    const calls = DURING_A_CONFERENCE.filter((picture) => wanted.has(picture));
    for (const picture of wanted) {
      if (picture === calls[0]) await openConference(studio);
      const looks = picture.name === 'situation' ? [...LOOKS, NIGHT] : LOOKS;
      for (const wished of looks) {
        const file = `${picture.name}-${wished.language}-${wished.theme}.png`;
        if (!file.includes(look)) continue;
        const path = join(folder, file);
        try {
          await studio.pose(picture, wished, (page) => page.screenshot({ path }));
          console.log(`pictures: ${file}`);
        } catch (error) {
          // One view that cannot be taken does not hide the others.
          process.exitCode = 1;
          console.error(`pictures: ${file} was not taken: ${String(error)}`);
        }
      }
    }
  });
}
