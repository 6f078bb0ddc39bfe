import { db } from "../db/client";
import { one } from "../one";
import { Roll } from "../roll";
import { onAccessChange } from "./access-changes";

/**
 * What takes access away is heard at once in this process, and a server on a database file is the
 * only one. A key that ends by the clock is looked at again in that moment.
 */
const recheckEveryMs = () => (db().$client.protocol === "file" ? 4_000 : 900);

type Look = () => void;
type Watching = { all: Roll<Look>; stop: () => void };

/** One clock and one ear for all who watch: they come and go with every call. */
const watching = () =>
  one("access watches", (): Watching => ({ all: new Roll(), stop: () => undefined }));

function recheckAll(): void {
  for (const look of watching().all) look();
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
 * Asks again, while something runs for long, until when whoever asked still may, and calls `end`
 * once when not any more: within a second of a key's revocation or expiry. Until what is returned
 * is called. Who knows already `until` when spares the first look.
 */
export function watchAccess(
  mayGoOnUntil: () => Promise<number>,
  end: () => void,
  until?: number,
): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const finish = () => {
    if (isOver) return;
    isOver = true;
    end();
  };
  const wait = (until: number) => {
    clearTimeout(timer);
    const leftMs = until - Date.now();
    if (isOver || leftMs > recheckEveryMs()) return;
    timer = setTimeout(look, leftMs);
    timer.unref();
  };
  const look: Look = () => {
    if (isOver) return;
    mayGoOnUntil().then((until) => (until > Date.now() ? wait(until) : finish()), finish);
  };
  const state = watching();
  if (state.all.size === 0) state.stop = begin();
  const leave = state.all.enter(look);
  if (until === undefined) look();
  else wait(until);
  return () => {
    isOver = true;
    clearTimeout(timer);
    if (leave() && state.all.size === 0) state.stop();
  };
}
