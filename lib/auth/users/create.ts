import { config } from "../../config";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { statement } from "../../db/write";
import { newId } from "../../ids";
import { inviteToken } from "../accounts/invite";
import { wrote } from "../accounts/new-account";
import { hashPassword } from "../password";
import { userJson } from "./user";

type NewUser = {
  /** Canonical. */
  email: string;
  name?: string | undefined;
  password?: string | undefined;
  role: "member" | "admin";
};

/**
 * Makes a user, for an admin. Without a password they sign in through a provider, or set one with
 * the address in `invite_url` where the configuration lets invited people sign up.
 */
export async function createUser({ input }: { input: NewUser }) {
  const { email, password, role } = input;
  const user = {
    id: newId(),
    email,
    name: input.name ?? email.replace(/@.*/, ""),
    role,
    passwordHash: password === undefined ? null : await hashPassword(password),
    sessionEpoch: 0,
    disabledAt: null,
    createdAt: Date.now(),
  };
  await wrote(statement(db().insert(users).values(user)));
  if (password !== undefined || config().signUp === "closed") return userJson(user);
  const token = inviteToken({ id: user.id, email, epoch: 0 });
  return { ...userJson(user), invite_url: `/sign-in?invite=${token}` };
}
