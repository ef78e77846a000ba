/** What a script for Android needs to know of the root. */
export interface AndroidRoot {
  /** As `subjectHashOld` gives it. */
  readonly hash: string;
  readonly pem: string;
}

const store = '/system/etc/security/cacerts';
// Android 14, and 13 where Google Play brought the module up to date, read the system's CAs here and not from `store`.
const apex = '/apex/com.android.conscrypt/cacerts';

const head = `set -e
if [ "$(id -u)" != 0 ]; then
  echo 'This needs root: adb root on an emulator, su on a rooted phone.' >&2
  exit 1
fi
store=${store}
apex=${apex}
# A process sees the mounts of its own namespace alone, and each app has one: runs a command in every namespace, once.
everywhere() {
  seen=''
  for process in /proc/[0-9]*; do
    space=$(readlink "$process/ns/mnt") || continue
    case "$seen" in *"$space"*) continue ;; esac
    seen="$seen $space"
    nsenter --mount="$process/ns/mnt" -- "$@" || echo "process \${process#/proc/}: not reached" >&2
  done
}
is_laid_over() { grep -q " $1 tmpfs " /proc/self/mounts; }
`;

const takeAway = `if [ -d "$apex" ] && is_laid_over "$apex"; then everywhere umount "$apex"; fi
if is_laid_over "$store"; then umount "$store"; fi
`;

/**
 * A script for a root shell of Android (7 and later) that makes the root one of the system's CAs until the device restarts:
 * a folder in memory is laid over the system's, so nothing is written to the device and no partition need be writable.
 */
export function androidInstallScript({ hash, pem }: AndroidRoot): string {
  return `${head}${takeAway}from=$store
if [ -d "$apex" ]; then from=$apex; fi
copy=$(mktemp -d /data/local/tmp/livepin-lab.XXXXXX)
cp "$from"/* "$copy"/
mount -t tmpfs -o mode=755 tmpfs "$store"
cp "$copy"/* "$store"/
rm -r "$copy"
cat > "$store/${hash}.0" <<'END_OF_CERTIFICATE'
${pem.trim()}
END_OF_CERTIFICATE
chmod 644 "$store"/*
if [ -e /sys/fs/selinux/enforce ]; then chcon u:object_r:system_file:s0 "$store" "$store"/*; fi
if [ -d "$apex" ]; then everywhere mount --bind "$store" "$apex"; fi
echo 'The lab is a CA of the system until the device restarts. Start the app anew.'
`;
}

/** Takes it away again, as a restart of the device does. */
export function androidRemoveScript(): string {
  return `${head}${takeAway}echo 'The system has its own CAs again. Start the app anew.'
`;
}
