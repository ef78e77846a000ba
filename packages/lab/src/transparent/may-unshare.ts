import { existsSync, readFileSync } from 'node:fs';

/** How a namespace is made, and programs started in it. */
export interface Privilege {
  readonly unshare: readonly string[];
  readonly nsenter: readonly string[];
}

const common = ['--net', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'];

/**
 * unshare(1), nsenter(1): what may be tried, the better first. The administrator needs no user namespace, in which programs
 * could not change their user. In one, each user keeps the own number, and only who sets it up may do so.
 */
export function privileges(isAdministrator: boolean): readonly Privilege[] {
  const asUser: Privilege = {
    unshare: ['--user', '--map-current-user', '--keep-caps', ...common],
    nsenter: ['--user', '--preserve-credentials', '--net', '--mount'],
  };
  return isAdministrator ? [{ unshare: common, nsenter: ['--net', '--mount'] }, asUser] : [asUser];
}

/** Why a namespace was refused, and what to do about it where that is known. A clause without a full stop. */
export function sayRefusal(said: string): string {
  const [why = 'unshare ended without a word'] = said.trim().split('\n').filter(Boolean);
  if (/unrecognized option|invalid option/.test(said)) return `${why}; util-linux 2.36 or newer is needed`;
  // The limit on namespaces is told of as one on space.
  if (!/not permitted|denied|No space left/.test(said)) return why;
  const setting = forbidding.find(({ path, value }) => existsSync(path) && readFileSync(path, 'utf8').trim() === value);
  if (setting) return `${why}; ${setting.path} is ${setting.value}: ${setting.remedy}`;
  return `${why}; in a container, start it with --privileged, or with --cap-add SYS_ADMIN --cap-add NET_ADMIN and without its profiles for seccomp and AppArmor; elsewhere, run this as root`;
}

const forbidding = [
  {
    path: '/proc/sys/user/max_user_namespaces',
    value: '0',
    remedy: 'raise it with sysctl, or run as root',
  },
  {
    path: '/proc/sys/kernel/unprivileged_userns_clone',
    value: '0',
    remedy: 'set it to 1 with sysctl, or run as root',
  },
  {
    path: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    value: '1',
    remedy: 'set it to 0 with sysctl, or run as root',
  },
];
