/** What to do about the failures a host can mend, by the code of the system or the database. */
const remedies: Record<string, string> = {
  ENOSPC: "The disk is full. Make room and start again.",
  SQLITE_FULL: "The disk is full. Make room and start again.",
  EACCES: "This user may not write there. Give it the rights, or set DATABASE_URL elsewhere.",
  EPERM: "This user may not write there. Give it the rights, or set DATABASE_URL elsewhere.",
  EROFS: "The file system is read-only. Set DATABASE_URL to a place that can be written.",
  ENOTDIR: "Part of the path is a file, not a folder. Set DATABASE_URL right.",
  EEXIST: "Part of the path is a file, not a folder. Set DATABASE_URL right.",
  SQLITE_READONLY:
    "The database cannot be written. Give this user the rights to it and its folder.",
  SQLITE_CANTOPEN: "The database cannot be opened. DATABASE_URL must name a file in a folder.",
  SQLITE_NOTADB: "The file that DATABASE_URL names is not a database.",
  SQLITE_CORRUPT: "The database is damaged. Restore the last backup (README, Backup).",
  SQLITE_IOERR: "The disk failed. Look at the system's log before starting again.",
  HRANA_WEBSOCKET_ERROR: "The database server does not answer. Is DATABASE_URL right?",
  ECONNREFUSED: "The database server does not answer. Is it running, and DATABASE_URL right?",
  ENOTFOUND: "There is no such database server. Set DATABASE_URL right.",
  SERVER_ERROR: "The database server refused. Are DATABASE_URL and DATABASE_AUTH_TOKEN right?",
};

/** One line that says why the server did not start and what would be right. */
export function refusal(error: unknown): string {
  const chain = causes(error);
  const said = chain[0]?.message ?? String(error);
  const deepest = chain.at(-1)?.message ?? said;
  const remedy = chain.map(remedyOf).find((found) => found !== undefined);
  if (remedy) return oneLine(`${remedy} (${deepest})`);
  return oneLine(deepest === said ? said : `${said} (${deepest})`);
}

function remedyOf({ code, message }: Error & { code?: string }): string | undefined {
  // The driver gives no code for this one.
  if (message.includes("Unable to open connection")) return remedies.SQLITE_CANTOPEN;
  const known = code?.replace(/^(SQLITE_[A-Z]+)_.*/, "$1");
  return known ? remedies[known] : undefined;
}

/** True for a mistake in the program, whose stack is wanted too. A failed fetch is none. */
export function isBug(error: unknown): boolean {
  if (error instanceof TypeError && error.message === "fetch failed") return false;
  return [TypeError, ReferenceError, RangeError].some((kind) => error instanceof kind);
}

function causes(error: unknown): (Error & { code?: string })[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
