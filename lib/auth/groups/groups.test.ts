import { expect, test } from "vitest";
import { makeUser, testDatabase } from "../../db/testing";
import { personOf } from "../testing";
import { me } from "../users/me";
import { createGroup } from "./create";
import { findGroup, listGroups } from "./find";
import { putMembers } from "./put-members";
import { removeGroup } from "./remove";

testDatabase();

test("a group holds whom it was told to hold, each once", async () => {
  const [mira, nadia] = [await makeUser(), await makeUser()];
  const group = await createGroup({ input: { name: "Class 4", members: [mira, mira] } });
  expect(group).toMatchObject({ name: "Class 4", members: [mira] });
  const changed = await putMembers({ group, members: [nadia] });
  expect(changed.members).toEqual([nadia]);
  expect((await me({ viewer: await personOf(nadia) })).groups).toEqual([
    { id: group.id, name: "Class 4" },
  ]);
  expect((await listGroups({ input: { limit: 50 } })).data).toEqual([changed]);
  expect((await putMembers({ group, members: [] })).members).toEqual([]);
  await removeGroup({ group });
  await expect(findGroup(group.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a name stands for one group, and guests and strangers are in none", async () => {
  const group = await createGroup({ input: { name: "Family", members: [] } });
  const again = createGroup({ input: { name: "Family", members: [] } });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
  for (const stranger of ["nobody", await makeUser("guest")]) {
    const members = [await makeUser(), stranger];
    await expect(putMembers({ group, members })).rejects.toMatchObject({
      code: "invalid",
      extra: { errors: [{ path: "members.1" }] },
    });
  }
  expect((await findGroup(group.id)).members).toEqual([]);
});
