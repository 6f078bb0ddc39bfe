import { identifyKey } from "../auth/identify";
import type { Person, Viewer } from "../auth/viewer";
import { PurserError } from "../errors";
import { type Soon, soon } from "../soon";
import type { GatewayRequest } from "./request";

/** Whose key a request comes with; cookies are nobody's here. */
export function admit({ header }: GatewayRequest): Soon<Person> {
  const viewer = identifyKey(keyOf(header("authorization"), header("x-api-key")));
  return soon(viewer, personOf);
}

function personOf(viewer: Viewer): Person {
  if (viewer.kind === "admin-key") {
    throw new PurserError("forbidden", "The admin key has no allowance. Use a person's key.");
  }
  if (viewer.role === "guest") {
    throw new PurserError("forbidden", "A guest has no keys. Make an account first.");
  }
  return viewer;
}

function keyOf(authorization: string | null, apiKey: string | null): string {
  if (authorization === null && apiKey === null) {
    throw new PurserError("unauthenticated", "Send a key: Authorization: Bearer <key>.");
  }
  const bearer = authorization === null ? apiKey : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (bearer === undefined || bearer === null || !/^[\x21-\x7e]{1,512}$/.test(bearer)) {
    throw new PurserError("unauthenticated", "The Authorization header is: Bearer <key>.");
  }
  if (apiKey !== null && apiKey !== bearer) {
    throw new PurserError("unauthenticated", "Authorization and x-api-key name different keys.");
  }
  return bearer;
}
