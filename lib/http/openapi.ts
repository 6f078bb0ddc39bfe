import { z } from "zod";
import { statusOf } from "../errors";
import type { Handler, RouteSpec } from "./route";

const verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** A route file as it is imported: its handlers under their verbs. */
export type Routes = Partial<Record<(typeof verbs)[number], Handler>>;

/** The OpenAPI document of `routes`, by path, made of the schemas that validate the requests. */
export function openApiDocument(routes: Record<string, Routes>) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Purser",
      version: "1",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ key: [] }, { session: [] }],
    paths: Object.fromEntries(
      Object.entries(routes).map(([path, handlers]) => [path, operations(path, handlers)]),
    ),
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "A key of a person, or the admin key.",
        },
        session: { type: "apiKey", in: "cookie", name: "purser.session" },
      },
      responses: { Problem: problemResponse },
      schemas: { Problem: problemSchema },
    },
  };
}

function operations(path: string, handlers: Routes) {
  return Object.fromEntries(
    verbs.flatMap((verb) => {
      const spec = handlers[verb]?.spec;
      return spec && !spec.unlisted ? [[verb.toLowerCase(), operation(path, spec)]] : [];
    }),
  );
}

function operation(path: string, { access, summary, body, query, status }: RouteSpec) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    summary,
    ...(access === "anyone" ? { security: [] } : {}),
    "x-access": access,
    parameters: [...inPath, ...queryParameters(query)],
    ...(body ? { requestBody: jsonBody(body) } : {}),
    responses: {
      [status]: { description: "Done." },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function jsonBody(schema: z.ZodType) {
  return {
    required: true,
    content: { "application/json": { schema: jsonSchema(schema, "input") } },
  };
}

/** A query is text; what it is read as says more, and what may be left out is said by its input. */
function queryParameters(query: z.ZodType | undefined) {
  if (!query) return [];
  const { properties = {} } = jsonSchema(query, "output");
  const { required = [] } = jsonSchema(query, "input");
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const problemSchema = {
  type: "object",
  description: "RFC 9457. Further members belong to the code.",
  required: ["status", "title", "detail", "code"],
  properties: {
    status: { type: "integer" },
    title: { type: "string" },
    detail: { type: "string" },
    code: { enum: Object.keys(statusOf) },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

const problemResponse = {
  description: "Refused, or failed.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};
