/** What the topic tells of an enclave whose lifetime is nearly over. */
export interface ExpiryMessage {
  readonly id: string;
  readonly owner: string;
  /** When it is destroyed; ISO 8601, UTC. */
  readonly expires: string;
  /** For people. */
  readonly message: string;
}

export function expiryMessage(id: string, owner: string, end: Date): ExpiryMessage {
  const expires = end.toISOString();
  return {
    id,
    owner,
    expires,
    message: `enclave ${id} of ${owner} is destroyed at ${expires}: its lifetimeHours are over then; ask for more of them to keep it`,
  };
}
