/** Indexes of the request table: name → its hash key and its range key. A row is in it that has both, as texts. */
export const REQUEST_INDEXES = {
  byOwner: { hashKey: "owner", rangeKey: "id" },
} as const;
