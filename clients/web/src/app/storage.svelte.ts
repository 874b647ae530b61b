/** Whether this browser keeps anything for the next page: drafts, pictures, what was not sent. */
class Storage {
  keeps = $state(true);
}

export const storage = new Storage();
