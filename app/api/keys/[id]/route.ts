import { revokeKey } from "@/lib/auth/keys/revoke";
import { route } from "@/lib/http/route";

export const DELETE = route({
  access: "account",
  summary: "Revoke a key",
  handle: ({ viewer, params }) => revokeKey({ viewer, input: { id: params.id ?? "" } }),
});
