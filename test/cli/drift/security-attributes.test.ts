import { expect } from "chai";
import {
  isSecurityAttribute,
  isSecurityType,
  SECURITY_ATTRIBUTES,
} from "../../../cli/drift/security-attributes";
import { aws } from "../../../local/providers/aws";

describe("isSecurityAttribute", () => {
  it("knows what lets somebody in, or lets data out", () => {
    const matters = [
      ["aws:s3/bucketPolicy:BucketPolicy", 'policy.Statement["Open"]'],
      ["aws:iam/role:Role", "assumeRolePolicy.Statement[0].Principal"],
      ["aws:iam/role:Role", 'managedPolicyArns["arn:aws:iam::aws:policy/AdministratorAccess"]'],
      ["aws:ec2/securityGroup:SecurityGroup", 'ingress["tcp 22 from 0.0.0.0/0"]'],
      ["aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpTokens"],
      ["aws:kms/key:Key", 'policy.Statement["Administration"].Principal'],
      ["aws:dynamodb/table:Table", "serverSideEncryption.enabled"],
      ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "blockPublicAcls"],
      ["aws:s3/bucketLogging:BucketLogging", "targetBucket"],
    ] as const;
    expect(matters.filter(([type, path]) => !isSecurityAttribute(type, path))).to.deep.equal([]);
  });

  it("leaves tags, descriptions and sizes alone", () => {
    const others = [
      ["aws:s3/bucketPolicy:BucketPolicy", "tags.Owner"],
      ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "description"],
      ["aws:dynamodb/table:Table", "billingMode"],
      ["aws:cloudwatch/dashboard:Dashboard", "dashboardBody"],
    ] as const;
    expect(others.filter(([type, path]) => isSecurityAttribute(type, path))).to.deep.equal([]);
  });

  it("takes every attribute of a type that nobody has judged for one", () => {
    expect(isSecurityAttribute("aws:new/thing:Thing", "size")).to.equal(true);
    expect(isSecurityType("aws:new/thing:Thing")).to.equal(true);
  });
});

describe("SECURITY_ATTRIBUTES", () => {
  it("judges every type that a program may register", () => {
    const unjudged = Object.keys(aws.resources).filter((type) => !(type in SECURITY_ATTRIBUTES));
    expect(unjudged, "add them to cli/drift/security-attributes.ts").to.deep.equal([]);
  });
});
