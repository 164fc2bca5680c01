"""What a PDF says of itself and to somebody who has it read aloud: nothing but pikepdf is needed."""

import io
import re
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Pdf:
    """A paper as a program reads it."""

    pages: int
    language: str
    title: str
    author: str
    text: str  # of all pages, without white space
    alternatives: list[str]

    def says(self, words: str) -> bool:
        """Lines are broken anywhere, so white space doesn't count."""
        return re.sub(r"\s|\u200b", "", words) in self.text


def read(made: bytes) -> Pdf:
    """Asserts what PDF/UA-1 asks for: marked, a tree of tags, a language, a title that is shown, and the claim itself."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert (
            len(root.StructTreeRoot.K)
            if isinstance(root.StructTreeRoot.K, pikepdf.Array)
            else root.StructTreeRoot.K
        )
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            title = str(metadata["dc:title"])
            author = ", ".join(metadata.get("dc:creator", []))
        assert str(pdf.docinfo["/Title"]) == title
        assert not _untagged(pdf)
        return Pdf(
            pages=len(pdf.pages),
            language=str(root.Lang),
            title=title,
            author=author,
            text=re.sub(r"\s|\u200b", "", "".join(_text(page) for page in pdf.pages)),
            alternatives=[
                str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
            ],
        )


def _untagged(pdf: pikepdf.Pdf) -> bool:
    """Whether anything is drawn as text that is neither tagged nor marked as ornament."""
    for page in pdf.pages:
        depth = 0
        for _operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += name in ("BDC", "BMC")
            depth -= name == "EMC"
            if name in ("Tj", "TJ") and not depth:
                return True
    return False


def _text(page: pikepdf.Page) -> str:
    """What is written on a page, by the tables of its fonts."""
    fonts = {
        str(name): _letters(font)
        for name, font in (page.Resources.get("/Font") or pikepdf.Dictionary()).items()
    }
    said, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) == "Tj":
            said.append(_shown(bytes(operands[0]), letters))
        elif str(operator) == "TJ":
            said += [_shown(bytes(one), letters) for one in operands[0] if isinstance(one, pikepdf.String)]
    return "".join(said)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode()
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int.from_bytes(bytes.fromhex(letters), "big")
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = (start + step).to_bytes(len(letters) // 2, "big").decode("utf-16-be")
    return found


def _shown(codes: bytes, letters: dict[int, str]) -> str:
    pairs = [int.from_bytes(codes[place : place + 2], "big") for place in range(0, len(codes), 2)]
    return "".join(letters.get(code, "") for code in pairs)
