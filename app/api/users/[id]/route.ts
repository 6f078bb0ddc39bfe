import { z } from "zod";
import { emailField, newPasswordField, personNameField } from "@/lib/auth/accounts/schemas";
import { removeUser } from "@/lib/auth/users/remove";
import { updateUser } from "@/lib/auth/users/update";
import { findUser, userJson } from "@/lib/auth/users/user";
import { stopAllOf } from "@/lib/conversations/stop";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

const owner = ({ params: { id } }: { params: { id: string } }) => findUser(id);

export const GET = route({
  access: "admin",
  summary: "A user",
  owner,
  handle: async ({ owned }) => userJson(owned),
});

export const PATCH = route({
  access: "admin",
  summary: "Change a user's name, e-mail, role, state or password",
  owner,
  body: z.strictObject({
    name: personNameField.optional(),
    email: emailField.optional(),
    role: z.enum(["member", "admin"]).optional(),
    disabled: z.boolean().optional(),
    password: newPasswordField.optional(),
  }),
  handle: ({ owned, body }) => updateUser({ user: owned, input: body }),
});

export const DELETE = route({
  access: "admin",
  summary: "Delete a user and their conversations; what they used stays in the books",
  status: 204,
  owner,
  handle: async ({ owned }) => {
    await removeUser({ user: owned });
    await stopAllOf(owned.id);
  },
});
