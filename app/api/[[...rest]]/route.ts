import { GET as nothing } from "@/lib/http/nothing";

export * from "@/lib/http/nothing";

/** Every address under /api that is none. */
export const GET = nothing;
export const POST = nothing;
export const PUT = nothing;
export const PATCH = nothing;
export const DELETE = nothing;
