import { db } from "../db/client";
import { one } from "../one";
import { Roll } from "../roll";
import { onAccessChange } from "./access-changes";

/**
 * What takes access away is heard at once in this process, and a server on a database file is the
 * only one; what ends by the clock is seen within a few seconds.
 */
const recheckEveryMs = () => (db().$client.protocol === "file" ? 4_000 : 900);

type Watch = { mayGoOn: () => Promise<boolean>; end: () => void };
type Watching = { all: Roll<Watch>; stop: () => void };

/** One clock and one ear for all who watch: they come and go with every call. */
const watching = () =>
  one("access watches", (): Watching => ({ all: new Roll(), stop: () => undefined }));

function recheckAll(): void {
  for (const { mayGoOn, end } of watching().all) mayGoOn().then((may) => may || end(), end);
}

function begin(): () => void {
  const timer = setInterval(recheckAll, recheckEveryMs());
  timer.unref();
  const deaf = onAccessChange(recheckAll);
  return () => {
    clearInterval(timer);
    deaf();
  };
}

/**
 * Asks again, while something runs for long, whether whoever asked still may, and calls `end` once
 * when not: within a second of a key's revocation. Until what is returned is called.
 */
export function watchAccess(mayGoOn: () => Promise<boolean>, end: () => void): () => void {
  const state = watching();
  if (state.all.size === 0) state.stop = begin();
  const leave = state.all.enter({ mayGoOn, end });
  return () => {
    if (leave() && state.all.size === 0) state.stop();
  };
}
