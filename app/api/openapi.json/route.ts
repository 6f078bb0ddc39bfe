import { openApiDocument } from "@/lib/http/openapi";
import { route } from "@/lib/http/route";
import { routes } from "./routes";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "This document",
  handle: async () => openApiDocument(routes),
});
