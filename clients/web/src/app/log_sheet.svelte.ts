/** On a telephone the log entry is folded away until it is asked for. */
export const logSheet = $state({ open: false });
