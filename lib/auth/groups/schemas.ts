import { z } from "zod";

/** Ids of users. */
export const memberIds = z.array(z.string().max(100)).max(5000);
