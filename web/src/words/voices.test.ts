import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Voice_Achievement,
  Voice_NotObtained,
  Voice_Source,
  VoiceSchema,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  PersonView_NotObtained,
  PersonView_Source,
} from "~/api/gen/tidemark/type/v1/proposal_pb";
import {
  ALL_NOT_OBTAINED,
  ALL_SOURCES,
  notObtainedInWords,
  sourceInWords,
  valueInWords,
  voiceInWords,
} from "./voices";

describe("a voice in words", () => {
  const said = (given: object) => voiceInWords(create(VoiceSchema, given));

  it("tells the rating with how it is known", () => {
    expect(said({ level: -2, source: Voice_Source.CARER })).toBe(
      "Much less than expected (−2). A carer or family member spoke for the person.",
    );
    expect(said({ level: 0 })).toBe("As expected (0).");
    expect(said({ level: 1, achievement: Voice_Achievement.ACHIEVED })).toBe(
      "Achieved: more than expected (+1).",
    );
  });

  it("tells why there is none, and never takes a missing one for 0", () => {
    expect(said({ notObtained: Voice_NotObtained.DECLINED })).toBe(
      "No view this time. The person did not want to say.",
    );
    expect(said({})).toBe("");
    expect(voiceInWords(undefined)).toBe("");
  });

  it("has words for every way in which views are known, and for decisions the same", () => {
    expect({ ...PersonView_Source }).toEqual({ ...Voice_Source });
    expect({ ...PersonView_NotObtained }).toEqual({ ...Voice_NotObtained });
    const known = (codes: object) =>
      Object.values(codes).filter((code) => typeof code === "number" && code);
    expect([...ALL_SOURCES].sort()).toEqual(known(Voice_Source));
    expect([...ALL_NOT_OBTAINED].sort()).toEqual(known(Voice_NotObtained));
    for (const source of ALL_SOURCES)
      expect(sourceInWords(source)).not.toBe("");
    for (const why of ALL_NOT_OBTAINED) {
      expect(notObtainedInWords(why)).not.toBe("");
    }
  });
});

describe("a value that differs between two versions", () => {
  it.each([
    ["person_voice.level", "-1", "Less than expected (−1)"],
    ["person_voice.source", "SOURCE_SAID", "The person said it"],
    ["person_voice.source", "SOURCE_OF_A_LATER_SERVER", "OF_A_LATER_SERVER"],
    ["person_voice.not_obtained", "NOT_OBTAINED_UNWELL", "The person was too unwell"], // prettier-ignore
    ["provider_voice.achievement", "ACHIEVEMENT_WORSE", "Worse than at the start"], // prettier-ignore
    ["provider_voice.words", "Fine", "Fine"],
    ["not_worked_on", "false", "No"],
    ["provider_voice.level", "", "No answer"],
  ])("of %s is told as a person would", (path, value, words) => {
    expect(valueInWords(path, value)).toBe(words);
  });
});
