#!/bin/sh
# Puts Haven into the menu of the user who runs it, and among the programs that open a project; asks for no
# administrator. The program that opens .gpkg by double click stays. "register.sh --remove" takes it out again.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=$(dirname -- "$here")/haven
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/haven.desktop
mime=$data/mime/packages/haven-gpkg.xml
icon=$data/icons/hicolor/scalable/apps/haven.svg

if [ "${1:-}" = "--remove" ]; then
    rm -f "$entry" "$mime" "$icon"
else
    mkdir -p "$data/applications" "$data/mime/packages" "$data/icons/hicolor/scalable/apps"
    # In the entry a quote, a dollar and a backquote of the path stand behind two backslashes, a backslash four
    # times, a per cent twice; the last step hides what sed itself would read in it.
    escaped=$(printf '%s' "$program" |
        sed -e 's/\\/\\\\\\\\/g' -e 's/["$`]/\\\\&/g' -e 's/%/%%/g' -e 's/[\\&|]/\\&/g')
    sed "s|@PROGRAM@|$escaped|" "$here/haven.desktop" > "$entry"
    cp "$here/haven-mime.xml" "$mime"
    cp "$here/haven.svg" "$icon"
fi
# Desktops look again by themselves where these tools are missing.
for tool in "update-mime-database $data/mime" "update-desktop-database $data/applications"; do
    name=${tool%% *}
    if command -v "$name" > /dev/null 2>&1; then "$name" "${tool#* }" || true; fi
done
