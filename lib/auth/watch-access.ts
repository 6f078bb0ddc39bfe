import { db } from "../db/client";
import { onAccessChange } from "./access-changes";

/**
 * What takes access away is heard at once in this process, and a server on a database file is the
 * only one; what ends by the clock is seen within a few seconds.
 */
const recheckEveryMs = () => (db().$client.protocol === "file" ? 4_000 : 900);

/**
 * Asks again, while something runs for long, whether whoever asked still may, and calls `end` once
 * when not: within a second of a key's revocation. Until what is returned is called.
 */
export function watchAccess(mayGoOn: () => Promise<boolean>, end: () => void): () => void {
  const recheck = () => {
    mayGoOn().then((may) => may || end(), end);
  };
  const timer = setInterval(recheck, recheckEveryMs());
  timer.unref();
  const deaf = onAccessChange(recheck);
  return () => {
    clearInterval(timer);
    deaf();
  };
}
