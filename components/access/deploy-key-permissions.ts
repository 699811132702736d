import { PRODUCT } from "../../contracts/names";
import { allow } from "./allow";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

const KEYS = [
  "CreateAlias",
  "CreateGrant",
  "DeleteAlias",
  "DisableKeyRotation",
  "EnableKeyRotation",
  "PutKeyPolicy",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
];

/** Keys of the environment: the tag tells whose one is, as a key has no name. */
export function deployKeyStatements(place: Place): PolicyStatement[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  return [
    {
      ...allow("CreateKeys", "kms", ["CreateKey", "TagResource"], "*"),
      Condition: { StringEquals: { "aws:RequestTag/Environment": place.environment } },
    },
    {
      ...allow("ChangeKeys", "kms", KEYS, regionalArn(place, "kms", "key/*")),
      Condition: { StringEquals: { "aws:ResourceTag/Environment": place.environment } },
    },
    allow(
      "NameKeys",
      "kms",
      ["CreateAlias", "DeleteAlias", "UpdateAlias"],
      regionalArn(place, "kms", `alias/${prefix}*`),
    ),
  ];
}
