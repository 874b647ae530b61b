/** What is said when something is not as it should be, in Swedish. */
export const svTrouble = {
  'unknown.value': 'okänt',

  'astray.place': 'Länken leder ingenstans. Den kan ha klippts av. Här är dina händelser.',
  'astray.item': 'Länken pekar på ett objekt som inte går att hitta. Den kan ha klippts av.',
  'astray.workspace': 'Länken pekar på en arbetsyta som inte finns: ”{name}”.',
  'astray.go': 'Till läget',

  'incidents.none.open':
    'Öppna en när något händer eller ska övas. När andra bjuder in er står den här.',
  'incidents.none.wait':
    'När er organisation bjuds in står händelsen här. Tjänstemannen i beredskap kan öppna en.',
  'former.title': 'Er organisation deltar inte längre',
  'former.text':
    'Deltagandet i ”{title}” är avslutat. Ni ser inget nytt i händelsen, men ni kan spela upp den som ni såg den, fram till dess. Det ni lade in står kvar för de andra. Den som deltar kan bjuda in er igen.',
  'former.replay': 'Spela upp händelsen',
  'former.badge': 'ni har avslutat',
  'unknownIncident.title': 'Händelsen går inte att öppna',
  'unknownIncident.text':
    'Antingen finns den inte, eller så deltar er organisation inte i den. Kontrollera länken, eller be den som skickade den att bjuda in er.',
  'unknownIncident.waiting':
    'Händelsen har inte hämtats till den här datorn. Den visas när servern svarar.',

  'broken.title': 'Den här vyn gick sönder',
  'broken.text':
    'Felet är sidans, inte ditt. Resten fungerar, och det du har skrivit och skickat finns kvar. Försök igen, eller ladda om sidan.',
  'broken.again': 'Försök igen',

  'newVersion.files':
    'Servern har en ny version av sidan, och den här delen finns bara i den. Ladda om sidan; det du har skrivit finns kvar.',
  'newVersion.unreachable':
    'Den här delen av sidan kunde inte hämtas. Kontrollera nätet och försök igen.',
  'newVersion.server':
    'Servern är version {server}, sidan {page}. Ladda om sidan när du kan; det du har skrivit finns kvar.',
  'storage.notKept':
    'Webbläsaren sparar inget här (privat fönster, eller full disk). Allt fungerar, men det som inte är skickat går förlorat om sidan laddas om eller stängs.',
  'storage.short': 'Sparas inte',

  'verb.openIncident': 'öppna händelsen',
  'verb.attend': 'svara på uppropet',
  'verb.speak': 'ordet',
  'verb.setClock': 'ställa övningsklockan',
  'verb.transferMandate': 'lämna över mandatet',
  'verb.setPassword': 'byta lösenord',

  'text.cut': '{n} tecken av det inklistrade fick inte plats och kom inte med.',
  'text.cleaned': 'Osynliga styrtecken togs bort ur det inklistrade.',
} as const;
