/** A person with an account, as the admin page shows one. */
export type ListedPerson = {
  id: string;
  name: string;
  email: string;
  role: "member" | "admin";
  disabled: boolean;
  hasPassword: boolean;
  groups: string[];
  conversations: number;
  /** The day the account was made, in words. */
  since: string;
};
