import { expect, test } from "vitest";
import { remedyFor } from "#sip/answer-change.ts";
import { describeAudio } from "./support/fake-media.ts";

const first = describeAudio("sendrecv", "far");

test.each([
  ["the same", first, "nothing"],
  ["another version of it", first.replace("o=- 1 1", "o=- 1 2"), "nothing"],
  [
    "one without the direction that is meant anyway",
    first.replace("a=sendrecv\r\n", ""),
    "nothing",
  ],
  [
    "one with another port and candidates",
    `${first.replace(" 9 ", " 7 ")}a=candidate:1`,
    "nothing",
  ],
  ["one in another direction", describeAudio("inactive", "far"), "offer"],
  ["one with another codec", first.replaceAll("111", "0"), "offer"],
  ["one of another connection", describeAudio("sendrecv", "person"), "session"],
  ["one that is no description", "", "session"],
])("after an answer %s calls for what is told", (_, later, remedy) => {
  expect(remedyFor(first, later)).toBe(remedy);
});
