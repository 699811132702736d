import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { postText, webhookUrl } from "../../../lambdas/notify-webhook/webhook";
import { type ChatServer, startChatServer } from "../../support/chat-server";

const PARAMETER = "/hyperion/dev/chat-webhook";

const failureOf = async (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );

describe("webhookUrl", () => {
  const client = new SSMClient({ region: "eu-west-1" });
  const ssm = mockClient(client);

  beforeEach(() => {
    ssm.reset();
  });

  it("reads the secret decrypted, each time anew", async () => {
    for (const path of ["old", "new"]) {
      ssm.on(GetParameterCommand, { Name: PARAMETER, WithDecryption: true }).resolves({
        Parameter: { Value: `https://chat.example.com/${path}` },
      });
      expect((await webhookUrl(client, PARAMETER)).href).to.equal(`https://chat.example.com/${path}`);
    }
  });

  for (const value of ["http://chat.example.com/secret", "secret", "", undefined]) {
    it(`refuses ${value}, and does not say what it was`, async () => {
      ssm.on(GetParameterCommand).resolves({ Parameter: { Value: value } });
      const error = await failureOf(webhookUrl(client, PARAMETER));
      expect(`${error.name}: ${error.message}`).to.equal(
        `InvalidConfiguration: parameter ${PARAMETER} holds no address that begins with https://: put that of the chat's incoming webhook there`,
      );
    });
  }
});

describe("postText", function () {
  this.timeout(30_000);
  let chat: ChatServer;
  before(async () => {
    chat = await startChatServer();
  });
  after(() => chat?.close());

  const post = (text: string) => postText(new URL(chat.url), text, chat.certificate);

  it("sends the text as chats take it, and calls nobody whom a request's text names", async () => {
    await post("a <!channel> & b");
    expect(chat.told).to.deep.equal([{ text: "a &lt;!channel&gt; &amp; b" }]);
  });

  it("fails when the chat refuses, follows no redirection, and keeps the address to itself", async () => {
    for (const status of [302, 404, 500]) {
      chat.answers.push(status);
      const error = await failureOf(post("x"));
      expect(`${error.name}: ${error.message}`).to.equal(
        `PipelineFailed: the chat at ${new URL(chat.url).host} answered ${status}: look whether parameter and channel are still right`,
      );
    }
    expect(chat.told).to.have.length(4);
  });

  it("trusts only whom a known authority has signed", async () => {
    const error = await failureOf(postText(new URL(chat.url), "x"));
    expect(error.message).to.equal(
      `the chat at ${new URL(chat.url).host} could not be reached: self-signed certificate`,
    );
  });
});
