import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { env, trustHostForNextAuth } from "../../env";
import { notFound, PurserError } from "../../errors";
import { readBody } from "../../http/body";
import { backTo } from "../../http/flash";
import { isSameOrigin } from "../../http/origin";
import { authSecret } from "../../secrets";
import { isSecure, readCookies } from "../cookies";
import { afterSignIn } from "../signed-in";
import type { Viewer } from "../viewer";
import { authOptions, type SignIn } from "./options";
import { type Answer, type Asked, type Fields, runNextAuth } from "./run";
import { safePath } from "./safe-path";

const actions: Record<string, string[]> = {
  GET: ["csrf", "session", "providers", "signin", "signout", "callback", "error"],
  POST: ["signin", "signout", "callback"],
};

/** next-auth's answer to a request under /api/auth. */
export async function askNextAuth(request: Request, viewer: Viewer | null): Promise<Response> {
  const path = new URL(request.url).pathname.split("/").slice(3);
  if (!actions[request.method]?.includes(path[0] ?? "")) throw notFound("address");
  trustHostForNextAuth();
  const asked = await askedBy(request, path);
  const guest = viewer?.kind === "person" && viewer.role === "guest" ? viewer : null;
  const signIn: SignIn = { headers: request.headers, guestId: guest?.userId ?? null };
  const answer = await runNextAuth(asked, authOptions(signIn));
  if (signIn.refused) return refusal(asked, signIn.refused);
  const { openedFor } = signIn;
  const more = openedFor ? await afterSignIn(openedFor, request.headers.get("cookie")) : [];
  for (const cookie of more) answer.headers.append("set-cookie", cookie);
  return reply(asked, answer);
}

async function askedBy(request: Request, path: string[]): Promise<Asked> {
  const { method, headers } = request;
  const origin = originOf(headers);
  const schema = z.record(z.string(), z.coerce.string());
  const limits = { form: true, emptyBody: true, maxBodyBytes: 20_000 };
  const asked: Asked = {
    method,
    path,
    origin,
    query: Object.fromEntries(new URL(request.url).searchParams),
    body: method === "POST" ? await readBody(request, schema, limits) : {},
    cookies: Object.fromEntries([...readCookies(headers.get("cookie"))].map(decoded)),
  };
  stayHere(asked);
  // Who sends JSON reads JSON; next-auth's own programs send a form and say so in it.
  if (headers.get("content-type")?.startsWith("application/json")) asked.body.json = "true";
  if (method === "POST" && isSameOrigin(headers)) vouch(asked);
  return asked;
}

/** The address people see us at: the configured one, else the one they asked. */
function originOf(headers: Headers): string {
  const host = headers.get("host") ?? "";
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  return new URL(env().PURSER_PUBLIC_URL ?? asked ?? "http://localhost").origin;
}

function decoded([name, value]: [string, string]): [string, string] {
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    // A stray percent sign: what stands there is then meant as it stands.
    return [name, value];
  }
}

/** No way out of this site by a `callbackUrl`, wherever it comes from. */
function stayHere({ query, body, cookies, origin }: Asked): void {
  const keep = (fields: Fields, name: string) => {
    if (name in fields) fields[name] = safePath(fields[name], origin);
  };
  keep(query, "callbackUrl");
  keep(body, "callbackUrl");
  for (const prefix of ["", "__Secure-"]) keep(cookies, `${prefix}next-auth.callback-url`);
}

/**
 * The browser's own word that a form was sent from this site stands for next-auth's token, which
 * a page cannot put into a form without a script: it would have to set a cookie.
 */
function vouch({ body, cookies }: Asked): void {
  if (body.csrfToken !== undefined) return;
  const token = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(`${token}${authSecret()}`).digest("hex");
  cookies[`${isSecure() ? "__Host-" : ""}next-auth.csrf-token`] = `${token}|${hash}`;
  body.csrfToken = token;
}

function refusal({ body, origin }: Asked, error: PurserError): Response {
  if (body.json === "true") throw error;
  const back = new URLSearchParams({ callbackUrl: safePath(body.callbackUrl, origin) });
  const email = (body.email ?? "").slice(0, 320);
  return backTo(`/sign-in?${back}`, { detail: error.message }, { email });
}

function reply(asked: Asked, { status, headers, body }: Answer): Response {
  headers.set("cache-control", "private, no-store");
  const location = headers.get("location");
  if (location !== null) return redirect(localised(asked, location), headers);
  if (typeof body === "object" && body !== null) {
    const { url } = body as { url?: string };
    const told = url === undefined ? body : { ...body, url: localised(asked, url) };
    return Response.json(told, { status, headers });
  }
  throw status >= 500
    ? new PurserError("unavailable", "Signing in is not possible now. The server's log says why.")
    : notFound("address");
}

/**
 * Our forms may lead only to this site (form-action of the content security policy, which browsers
 * ask again at each redirect). To a provider it goes from a page in between, script or none.
 */
function redirect(location: string, headers: Headers): Response {
  if (location.startsWith("/")) {
    headers.set("location", location);
    return new Response(null, { status: 303, headers });
  }
  headers.delete("location");
  headers.set("content-type", "text/html; charset=utf-8");
  const href = location.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const page = `<!doctype html><meta charset="utf-8"><title>Purser</title>
<meta http-equiv="refresh" content="0;url=${href}"><a href="${href}">On to the provider</a>`;
  return new Response(page, { headers });
}

/** Addresses of this site as paths, so that they hold on whatever host one asked. */
function localised({ method, path, origin }: Asked, address: string): string {
  const url = new URL(address, origin);
  const outside = method === "POST" && path[0] === "signin";
  if (url.origin !== origin) return outside ? address : "/";
  if (!/^\/api\/auth\/(error|signin)(\/|$)/.test(url.pathname)) {
    return `${url.pathname}${url.search}${url.hash}`;
  }
  const error = url.searchParams.get("error");
  return error ? `/sign-in?${new URLSearchParams({ error })}` : "/sign-in";
}
