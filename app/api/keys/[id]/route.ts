import { revokeKey } from "@/lib/auth/keys/revoke";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const DELETE = route({
  access: "account",
  summary: "Revoke a key",
  status: 204,
  handle: ({ viewer, params }) => revokeKey({ viewer, input: { id: params.id ?? "" } }),
});
