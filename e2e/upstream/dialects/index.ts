import type { DialectName } from "../request";
import { anthropic } from "./anthropic";
import type { Dialect } from "./dialect";
import { embeddings } from "./embeddings";
import { gemini } from "./gemini";
import { responses } from "./responses";

export const dialects: Partial<Record<DialectName, Dialect>> = {
  responses,
  embeddings,
  anthropic,
  gemini,
};
