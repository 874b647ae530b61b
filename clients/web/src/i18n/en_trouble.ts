import type { svTrouble } from './sv_trouble';

/** The same in English. */
export const enTrouble: Readonly<Record<keyof typeof svTrouble, string>> = {
  'unknown.value': 'unknown',

  'astray.place': 'The link leads nowhere. It may have been cut. Here are your incidents.',
  'astray.item': 'The link points at an item that cannot be found. It may have been cut.',
  'astray.workspace': 'The link points at a workspace that does not exist: “{name}”.',
  'astray.go': 'To the situation',

  'incidents.none.open':
    'Open one when something happens or is to be exercised. When others invite you it stands here.',
  'incidents.none.wait':
    'When your organisation is invited the incident stands here. The duty officer can open one.',
  'former.title': 'Your organisation takes part no longer',
  'former.text':
    'The participation in “{title}” has ended. You see nothing new in the incident, but you can replay it as you saw it, up to then. What you entered stays for the others. Whoever takes part can invite you again.',
  'former.replay': 'Replay the incident',
  'former.badge': 'you have ended',
  'unknownIncident.title': 'The incident cannot be opened',
  'unknownIncident.text':
    'Either it does not exist, or your organisation does not take part in it. Check the link, or ask whoever sent it to invite you.',
  'unknownIncident.waiting':
    'The incident has not been fetched to this computer. It is shown when the server answers.',

  'broken.title': 'This view broke',
  'broken.text':
    'The fault is the page’s, not yours. The rest works, and what you wrote and sent is kept. Try again, or reload the page.',
  'broken.again': 'Try again',

  'newVersion.files':
    'The server has a new version of the page, and this part exists only in it. Reload the page; what you wrote is kept.',
  'newVersion.unreachable':
    'This part of the page could not be fetched. Check the network and try again.',
  'newVersion.server':
    'The server is version {server}, the page {page}. Reload the page when you can; what you wrote is kept.',
  'storage.notKept':
    'The browser keeps nothing here (a private window, or a full disk). Everything works, but what has not been sent is lost if the page is reloaded or closed.',
  'storage.short': 'Not kept',

  'verb.openIncident': 'open the incident',
  'verb.attend': 'answer the roll call',
  'verb.speak': 'the floor',
  'verb.setClock': 'set the exercise clock',
  'verb.transferMandate': 'transfer the mandate',
  'verb.setPassword': 'change a password',

  'text.cut':
    '{n} {n|character|characters} of what was pasted did not fit and {n|was|were} left out.',
  'text.cleaned': 'Invisible control characters were removed from what was pasted.',
};
