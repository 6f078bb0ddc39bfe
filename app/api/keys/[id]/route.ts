import { route } from "@/lib/http/route";
import { keyToChange } from "@/lib/keys/access";
import { patchKey } from "@/lib/keys/patch";
import { revokeKey } from "@/lib/keys/revoke";
import { patchKeyBody } from "@/lib/keys/schemas";

export * from "@/lib/http/nothing";

export const PATCH = route({
  access: "account",
  summary: "Change a key's name and limits, from its next call on",
  owner: ({ viewer, params }) => keyToChange(viewer, params.id ?? ""),
  body: patchKeyBody,
  handle: ({ viewer, owned, body }) => patchKey({ viewer, key: owned, input: body }),
});

export const DELETE = route({
  access: "account",
  summary: "Revoke a key",
  status: 204,
  handle: ({ viewer, params }) => revokeKey({ viewer, input: { id: params.id ?? "" } }),
});
