import { expect, it } from "vitest";
import * as nothing from "@/lib/http/nothing";
import { openApiDocument } from "@/lib/http/openapi";
import { routeFiles } from "@/scripts/route-files";
import { routes } from "./routes";

const unlisted = ["/api/{rest}", "/api/openapi.json", "/v1/{rest}"];

it("lists every verb of every route file", () => {
  const inFiles = routeFiles()
    .filter(({ verb, path }) => verb !== "PAGE" && !unlisted.includes(path))
    .map(({ verb, path }) => `${verb} ${path}`);
  const listed = Object.entries(routes).flatMap(([path, handlers]) =>
    Object.entries(handlers)
      .filter(([, handler]) => !handler.spec.unlisted)
      .map(([verb]) => `${verb} ${path}`),
  );
  const together = (line: string) => line.replace(/\{id\}\/(price|rerate)$/, "{id}");
  expect(listed.map(together).sort()).toEqual(inFiles.sort());
});

it("lets every verb of every address under /api ask who is there", () => {
  const addresses = Object.entries(routes).filter(
    ([path]) => path.startsWith("/api/") && !/\/api\/(auth|models\/\{id\})/.test(path),
  );
  for (const [path, handlers] of addresses) {
    expect(Object.keys(handlers).sort(), path).toEqual(Object.keys(nothing).sort());
  }
});

it("describes what the schemas take, with bounds and what may be left out", () => {
  const { paths } = openApiDocument(routes);
  const list = paths["/api/conversations"]?.get;
  expect(list?.parameters).toContainEqual({
    name: "limit",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
  });
  const start = paths["/api/conversations"]?.post;
  const body = start?.requestBody?.content["application/json"].schema;
  expect(body?.required).toEqual(["prompt"]);
  expect(body?.additionalProperties).toBe(false);
  expect(paths["/api/shares/{token}"]?.get?.security).toEqual([]);
  expect(paths["/api/shares/{token}"]?.delete?.security).toBeUndefined();
});
