import { z } from "zod";
import { identify } from "../auth/identify";
import type { AdminKey, Person, Viewer } from "../auth/viewer";
import { PurserError } from "../errors";
import { check, isForm, readBody } from "./body";
import { refuseOtherSites } from "./origin";
import { problem } from "./problem";

/**
 * Who may call a route: `anyone` (no sign-in), `signed-in` (a person or the admin key),
 * `account` (the same without guests), `person` (any user), `member` (a user who is not a guest),
 * `admin` (that role, or the key).
 */
export type Access = "anyone" | "signed-in" | "account" | "person" | "member" | "admin";

type ViewerOf<A extends Access> = A extends "anyone"
  ? Viewer | null
  : A extends "person" | "member"
    ? Person
    : A extends "admin"
      ? (Person & { role: "admin" }) | AdminKey
      : Viewer;

type Context = { params: Promise<object> };
type Params = Record<string, string>;
/** A `[...catch-all]` segment is a list. */
type AnyParams = Record<string, string | string[]>;

/** What a route is, for the OpenAPI document and the access matrix. */
export type RouteSpec = {
  access: Access;
  summary: string;
  /** Left out of the OpenAPI document. */
  unlisted: boolean;
  body?: z.ZodType;
  query?: z.ZodType;
  /** Status of success. */
  status: number;
};

type Definition<
  A extends Access,
  P extends AnyParams,
  O,
  B extends z.ZodType,
  Q extends z.ZodType,
> = {
  access: A;
  /** One line for the OpenAPI document. */
  summary: string;
  /** Left out of the OpenAPI document. */
  unlisted?: boolean;
  /** Default 200. */
  status?: number;
  /**
   * Loads what the address names, or throws not_found: asked before the body is read, so that
   * somebody else's id is a 404 whatever is sent with it.
   */
  owner?: (asked: { viewer: ViewerOf<A>; params: P }) => Promise<O>;
  body?: B;
  maxBodyBytes?: number;
  /** An HTML form is taken too, its fields as the body's. */
  form?: boolean;
  /** No body at all is taken as `{}`. */
  emptyBody?: boolean;
  query?: Q;
  handle: (asked: {
    viewer: ViewerOf<A>;
    params: P;
    owned: O;
    body: z.output<B>;
    query: z.output<Q>;
    request: Request;
    /** True when the body came as an HTML form. */
    isForm: boolean;
  }) => Promise<unknown>;
};

export type Handler = ((request: Request, context: Context) => Promise<Response>) & {
  spec: RouteSpec;
};

/**
 * A route handler: who is asking (401, 403), whose is it (404), what is asked (413, 422), then
 * one verb. A returned Response goes out as it is, undefined is 204, anything else JSON.
 */
export function route<
  A extends Access,
  P extends AnyParams = Params,
  O = undefined,
  B extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
>(definition: Definition<A, P, O, B, Q>): Handler {
  const {
    access,
    summary,
    unlisted = false,
    status = 200,
    owner,
    body,
    query,
    handle,
  } = definition;
  async function answer(request: Request, context: Context): Promise<Response> {
    try {
      const viewer = await admit(request, access);
      const params = (await context.params) as P;
      const owned = (await owner?.({ viewer, params })) as O;
      const url = new URL(request.url);
      const result = await handle({
        viewer,
        params,
        owned,
        body: body && (await readBody(request, body, definition)),
        query: check(
          query ?? z.undefined(),
          query && Object.fromEntries(url.searchParams),
          "query",
        ),
        request,
        isForm: isForm(request),
      } as Parameters<typeof handle>[0]);
      return reply(result, status);
    } catch (error) {
      return problem(error);
    }
  }
  return Object.assign(answer, { spec: { access, summary, unlisted, body, query, status } });
}

function reply(result: unknown, status: number): Response {
  if (result instanceof Response) return result;
  if (result === undefined) return new Response(null, { status: 204 });
  return Response.json(result, { status, headers: { "cache-control": "private, no-store" } });
}

async function admit<A extends Access>(request: Request, access: A): Promise<ViewerOf<A>> {
  const { viewer, by } = await identify(request);
  if (by === "cookie") refuseOtherSites(request);
  if (access !== "anyone") refuse(access, viewer);
  return viewer as ViewerOf<A>;
}

function refuse(access: Exclude<Access, "anyone">, viewer: Viewer | null): void {
  if (!viewer) throw new PurserError("unauthenticated", "Sign in, or send a key.");
  if (mayUse(access, viewer)) return;
  const isKey = viewer.kind === "admin-key" && access !== "admin";
  throw new PurserError("forbidden", refusals[isKey ? "person" : access]);
}

const refusals: Record<Exclude<Access, "anyone">, string> = {
  "signed-in": "Sign in first.",
  account: "A guest cannot do this. Make an account first.",
  person: "The admin key has no conversations or allowances of its own. Use a person's key.",
  member: "A guest cannot do this. Make an account first.",
  admin: "Only an admin can do this.",
};

function mayUse(access: Exclude<Access, "anyone">, viewer: Viewer): boolean {
  if (access === "signed-in") return true;
  if (access === "admin") return viewer.role === "admin";
  if (access === "account") return viewer.role !== "guest";
  if (viewer.kind !== "person") return false;
  return access === "person" || viewer.role !== "guest";
}
