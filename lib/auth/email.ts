import { domainToASCII } from "node:url";

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Asked before domainToASCII, which reads like the host of a URL and stops at a slash or colon. */
const hostLetters = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u;
const domain = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * The one form an e-mail address has here; null when it is none. Two spellings of an address are
 * one account, and nothing that merely looks like an address (a full-width at-sign, a quoted
 * local part with another address in it) becomes one. Names of hosts outside ASCII are kept in
 * their ASCII form; local parts outside ASCII are refused.
 */
export function canonicalEmail(text: string): string | null {
  if (text.length > 254) return null;
  const parts = text.trim().split("@");
  if (parts.length !== 2) return null;
  const [name, host] = parts.map((part) => part.normalize("NFKC").toLowerCase());
  if (!name || !host || name.length > 64 || !local.test(name)) return null;
  if (!hostLetters.test(host)) return null;
  const ascii = domainToASCII(host);
  if (ascii.length > 253 || !domain.test(ascii)) return null;
  return `${name}@${ascii}`;
}
