import type { Check } from "../check";

export const programs: Check = {
  name: "programs",
  description: "the four programs run to their end in every environment, with mocks in AWS's place",
  run: async (subject) => {
    const { failed } = await subject.registrations();
    return failed.map(
      ({ project, environment, message }) => `${project} in ${environment} fails: ${message}`,
    );
  },
};
