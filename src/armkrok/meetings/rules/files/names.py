"""What a file is called when it is fetched: the name it came with, without what could do harm."""

import re
import unicodedata

from .kinds import Kind

LONGEST = 120
# Endings that a program goes by: one that doesn't suit the content gives way to the one that does.
_ENDING = re.compile(
    r"\.(pdf|jpe?g|png|webp|gif|heic|tiff?|bmp|svg|docx?|docm|dotx?|dotm|xlsx?|xlsm|xltx|pptx?|pptm|ppsx?|ppsm|potx?"
    r"|od[tspg]|rtf|txt|md|csv|tsv|ics|json|xml|html?|xhtml|js|mjs|exe|com|bat|cmd|ps1|vbs|scr|msi|jar|sh|py|php|zip"
    r"|7z|rar|gz|tar|mp[34]|mov|avi|wav|lnk|iso)\Z",
    re.IGNORECASE,
)


def file_name(name: str, kind: Kind) -> str:
    """One line, no folder, nothing invisible, the ending of what it is: "../../Bilag 1.exe" is "Bilag 1.pdf"."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name)
    name = " ".join(re.sub(r'["<>:|?*;%]', "-", name).split())
    ending = kind.endings[0]
    while found := _ENDING.search(name):
        if found[1].lower() in kind.endings:
            ending = found[1].lower()
        name = name[: found.start()].rstrip()
    stem = name[:LONGEST].strip(" .-~") or "file"
    return f"{stem}.{ending}"
