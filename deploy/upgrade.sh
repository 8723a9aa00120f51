#!/bin/sh
# Brings a new release of the dashboard into service, with a backup first and a way back.
#
#   upgrade.sh FOLDER              FOLDER is the new release with its own .venv (docs/operations.md)
#   upgrade.sh --back              back to the release and the figures from before the last upgrade
#   upgrade.sh --back --even-so    the same, although something was done since: that is set aside
#
# When the new release does not open the figures, finds them changed or does not get well, it goes
# back by itself. Nothing is thrown away: what was there lies in "set-aside-..." beside the figures.
set -eu

KPI_HOME=${KPI_HOME:-/opt/kpi}                    # holds the link "current" and the releases
KPI_ENVIRONMENT=${KPI_ENVIRONMENT:-/etc/kpi/kpi.env}
KPI_SERVICE=${KPI_SERVICE:-kpi}
KPI_CONTROL=${KPI_CONTROL:-systemctl}             # called with "stop NAME" and "start NAME"
KPI_AS=${KPI_AS-runuser -u kpi --}                # as whom the figures are opened
KPI_HEALTH=${KPI_HEALTH-http://127.0.0.1:8501/health}   # empty: not asked
KPI_PATIENCE=${KPI_PATIENCE:-60}                  # seconds in which the dashboard has to get well

if [ -r "$KPI_ENVIRONMENT" ]; then
    set -a
    . "$KPI_ENVIRONMENT"
    set +a
fi
: "${KPI_STORE:?Name the database in $KPI_ENVIRONMENT: KPI_STORE=/var/lib/kpi/kpi.duckdb}"
export KPI_STORE
data=$(dirname "$KPI_STORE")
name=$(basename "$KPI_STORE" .duckdb)
journal=$data/$name.journal
current=$KPI_HOME/current
notes=$data/upgrade                               # what the last upgrade needs for its way back

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
as_kpi() { (cd "$1" && shift && $KPI_AS "$@"); }
kpi() { release=$1; shift; as_kpi "$release" "$release/.venv/bin/python" -m kpi "$@"; }
lines() { find "$journal" -name '*.json.gz' 2>/dev/null | wc -l | tr -d ' '; }
link() { ln -s "$1" "$current.new" && mv -T "$current.new" "$current"; }

healthy() {
    [ -n "$KPI_HEALTH" ] || return 0
    "$1/.venv/bin/python" - "$KPI_HEALTH" "$KPI_PATIENCE" <<'PYTHON'
import sys, time, urllib.request
end = time.monotonic() + float(sys.argv[2])
while True:
    try:
        sys.exit(urllib.request.urlopen(sys.argv[1], timeout=5).status != 200)
    except OSError as error:
        if time.monotonic() > end:
            sys.exit(f"{sys.argv[1]}: {error}")
        time.sleep(0.2)
PYTHON
}

go_back() {
    [ -d "$notes" ] || fail "There was no upgrade to go back from: $notes is missing."
    before=$(cat "$notes/release")
    aside=$data/set-aside-$(date -u +%Y%m%dT%H%M%SZ)
    "$KPI_CONTROL" stop "$KPI_SERVICE"
    as_kpi / mkdir "$aside"
    for old in "$KPI_STORE" "$KPI_STORE.wal" "$journal"; do
        [ ! -e "$old" ] || mv "$old" "$aside/"
    done
    as_kpi / cp -Rp "$notes/journal" "$journal"
    kpi "$before" restore "$notes/backup" --by upgrade
    link "$before"
    "$KPI_CONTROL" start "$KPI_SERVICE"
    healthy "$before" || fail "The former release does not get well either. Everything is still there: $aside and $notes."
    as_kpi / mv "$notes" "$aside/upgrade"
    say "Back in service: $before. What was there lies in $aside."
}

if [ "${1-}" = --back ]; then
    [ -d "$notes" ] || fail "There was no upgrade to go back from: $notes is missing."
    since=$(($(lines) - $(cat "$notes/lines")))
    if [ "$since" -gt 0 ] && [ "${2-}" != --even-so ]; then
        fail "Since the upgrade $since lines were added to the log. They would be set aside: their files stay in $data/archive and can be sent in again. To go back all the same: $0 --back --even-so"
    fi
    go_back
    exit
fi

[ $# -eq 1 ] || fail "Say which release to bring into service: $0 FOLDER"
new=$(cd "$1" && pwd)
[ -f "$new/dashboard.py" ] || fail "$new is no release: it holds no dashboard.py."
[ -x "$new/.venv/bin/python" ] || fail "$new has no environment: make it first (docs/operations.md)."
[ -L "$current" ] || fail "$current is no link to the release in service."
old=$(cd "$current" && pwd -P)
[ "$old" != "$new" ] || fail "$new is in service already."

"$KPI_CONTROL" stop "$KPI_SERVICE"
[ ! -d "$notes" ] || as_kpi / mv "$notes" "$notes-before-$(date -u +%Y%m%dT%H%M%SZ)"
as_kpi / mkdir "$notes"
if ! kpi "$old" verify || ! kpi "$old" backup --out "$notes/backup"; then
    "$KPI_CONTROL" start "$KPI_SERVICE"
    fail "The figures could not be verified and backed up. Nothing was changed; the old release runs."
fi
as_kpi / cp -Rp "$journal" "$notes/journal"
printf '%s\n' "$old" | as_kpi / tee "$notes/release" >/dev/null

if kpi "$new" verify && link "$new" && "$KPI_CONTROL" start "$KPI_SERVICE" && healthy "$new"; then
    lines | as_kpi / tee "$notes/lines" >/dev/null
    say "In service: $new. Back with: $0 --back"
else
    say "$new does not get well: going back." >&2
    go_back
    exit 1
fi
