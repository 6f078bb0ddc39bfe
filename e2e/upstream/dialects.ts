import { anthropic } from "./dialects/anthropic";
import type { Dialect } from "./dialects/dialect";
import { embeddings } from "./dialects/embeddings";
import { gemini } from "./dialects/gemini";
import { responses } from "./dialects/responses";
import type { DialectName } from "./request";

export const dialects: Partial<Record<DialectName, Dialect>> = {
  responses,
  embeddings,
  anthropic,
  gemini,
};
