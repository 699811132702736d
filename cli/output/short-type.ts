/** `aws:ec2/natGateway:NatGateway` as people call it: `NatGateway`. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
