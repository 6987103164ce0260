import type { StaffRole } from './staff.ts';

/** What a program may do for somebody of the staff. */
export const API_SCOPES = ['approvals:read', 'approvals:decide', 'approvals:edit', 'inbox:read', 'inbox:answer', 'inbox:handle', 'sla:read'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Whose work each of these is: a person with none of the roles may not do it, whatever a key of theirs says. */
export const SCOPE_ROLES: Readonly<Record<ApiScope, readonly StaffRole[]>> = {
  'approvals:read': ['marketer', 'supervisor', 'service', 'auditor'],
  'approvals:decide': ['supervisor'],
  'approvals:edit': ['marketer', 'supervisor', 'service'],
  'inbox:read': ['supervisor', 'service', 'auditor'],
  'inbox:answer': ['supervisor', 'service'],
  'inbox:handle': ['supervisor', 'service'],
  'sla:read': ['supervisor', 'service', 'auditor'],
};

/** Whether somebody with these roles may do this. */
export function mayDo(scope: ApiScope, roles: readonly StaffRole[]): boolean {
  return SCOPE_ROLES[scope].some((role) => roles.includes(role));
}
