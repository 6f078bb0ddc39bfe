import type { DialectName } from "../request";
import type { Dialect } from "./dialect";
import { embeddings } from "./embeddings";
import { responses } from "./responses";

export const dialects: Partial<Record<DialectName, Dialect>> = { responses, embeddings };
