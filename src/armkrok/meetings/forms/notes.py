"""What was said and decided, and who does what by when."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.ui.typed import plain, whole_number

from .. import acting, noting, rules, whom
from ..models import Action, AgendaItem, Meeting, Note, Notes, NotesState, Sort
from ..rules import Refusal
from ..templatetags.notes import saved_at


class WritingForm(forms.Form):
    """A part of the notes that is saved by itself. `seen` is the version that the writer has before them."""

    texts: tuple[str, ...] = ()

    def __init__(
        self, data: QueryDict | None, *, notes: Notes, seen: int, initial: dict[str, str], mark: str
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"id_{mark}_%s")
        sent = data.get("seen", "") if data is not None else ""
        self.seen = str(sent) if whole_number(str(sent)) is not None else str(seen)
        self.now: dict[str, str] = {}  # what somebody else has saved meanwhile
        for name in self.texts:
            self.fields[name].widget.attrs["lang"] = notes.meeting.network.language
        if notes.state != NotesState.SHARED:
            del self.fields["why"]

    why = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        help_text=gettext_lazy("The readers see it, with what stood there before."),
        max_length=rules.WHY_LONGEST,
        required=True,
    )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, str | None]]:
        """Each field, with what somebody else has saved there meanwhile, if it is something else."""
        return [(self[name], self.now.get(name)) for name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {name: plain(value) if isinstance(value, str) else value for name, value in data.items()}

    def refuse(self, no: Refusal) -> None:
        """Say what was refused, with what was typed still there; and what stands there now beside it."""
        if isinstance(no, noting.ChangedMeanwhile):
            words = str(no)
            if no.who:
                by = _("Saved by %(name)s, %(at)s.") % {"name": no.who, "at": saved_at(no.saved_at)}
                words = f"{words} {by}"
            self.add_error(None, words)
            self.now = {
                name: text for name, text in no.now.items() if text != self.cleaned_data.get(name, "")
            }
            # Whoever sends it once more has seen what is there now, and means it.
            self.seen = str(no.version)
            return
        self.add_error(no.field if no.field in self.fields else None, str(no))


def _text(label: Any, rows: int, most: int, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        required=False,
        strip=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )
    field.needed = True  # type: ignore[attr-defined]  # that it may be empty goes without saying
    return field


class NoteForm(WritingForm):
    said = _text(gettext_lazy("What was said"), 5, rules.NOTE_LONGEST)
    decided = _text(gettext_lazy("What was decided"), 2, rules.NOTE_LONGEST)
    texts = ("said", "decided")
    field_order = ("said", "decided", "why")

    def __init__(self, note: Note, notes: Notes, data: QueryDict | None = None) -> None:
        initial = {"said": note.said, "decided": note.decided}
        super().__init__(data, notes=notes, seen=note.version, initial=initial, mark=str(note.item_id))


class SummaryForm(WritingForm):
    in_short = _text(
        gettext_lazy("What one takes home"),
        5,
        rules.IN_SHORT_LONGEST,
        gettext_lazy(
            "What we know now, what we can do, whom we have met. It stands first, and on the page for each "
            "municipality."
        ),
    )
    texts = ("in_short",)
    field_order = ("in_short", "why")

    def __init__(self, notes: Notes, data: QueryDict | None = None) -> None:
        seen = notes.version if notes.written_at else 0
        super().__init__(data, notes=notes, seen=seen, initial={"in_short": notes.in_short}, mark="short")


class ActionForm(forms.Form):
    """Who does what by when. Whoever does it is chosen from a list, by typing a part of the name."""

    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=rules.ACTION_LONGEST)
    who = forms.CharField(
        label=gettext_lazy("Who"),
        help_text=gettext_lazy("Type a name, and choose a person or an organisation from the list."),
        max_length=600,
        required=False,
        widget=forms.TextInput(attrs={"list": "whom", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    item = forms.ChoiceField(label=gettext_lazy("Item of the programme"), required=False)

    def __init__(
        self,
        meeting: Meeting,
        among: list[whom.Whom],
        items: list[AgendaItem],
        data: QueryDict | None = None,
        *,
        action: Action | None = None,
        item: AgendaItem | None = None,
        mark: str = "action",
    ) -> None:
        self.meeting, self.among, self.items = meeting, among, {one.pk: one for one in items}
        initial: dict[str, Any] = {"item": item.pk if item else ""}
        self.seen = ""
        if action:
            mine = next((w for w in among if w.key == (action.person_id, action.organisation_id)), None)
            initial = {
                "what": action.what,
                "who": mine.words if mine else whom.words(action.person, action.organisation),
                "due_on": action.due_on,
                "item": action.item_id or "",
            }
            self.seen = data.get("seen", "") if data else acting.fingerprint(action)
        super().__init__(data, initial=initial, auto_id=f"id_{mark}_%s")
        network = meeting.network
        self.fields["what"].widget.attrs["lang"] = network.language
        fields = cast("dict[str, Any]", self.fields)
        fields["item"].choices = [
            ("", _("No item in particular")),
            *(
                (str(one.pk), one.title)
                for one in items
                if not one.closed and (one.sort != Sort.BREAK or one.pk == initial["item"])
            ),
        ]
        if item is not None:  # it is said by where the form stands
            fields["item"].widget = forms.HiddenInput()

    def clean_who(self) -> whom.Whom | None:
        typed = self.cleaned_data["who"].strip()
        if not typed:
            return None
        found = whom.chosen(typed, self.among)
        if found is None:
            raise forms.ValidationError(
                _(
                    "Choose somebody from the list: whoever was there, is registered, speaks for a member or runs the "
                    "network, or an organisation among the members."
                )
            )
        return found

    @property
    def promise(self) -> acting.Promise:
        data = self.cleaned_data
        who: whom.Whom | None = data["who"]
        return acting.Promise(
            data["what"],
            person=who.person if who else None,
            organisation=who.organisation if who else None,
            due_on=data["due_on"],
            item=self.items.get(int(data["item"])) if data["item"] else None,
        )

    def refuse(self, no: Refusal) -> None:
        self.add_error(no.field if no.field in self.fields else None, str(no))
        if not isinstance(no, acting.ChangedMeanwhile):
            return
        now = no.now
        there = {
            "what": now.what,
            "who": whom.words(now.person, now.organisation),
            "due_on": now.due_on.isoformat() if now.due_on else "",
            "item": now.item.title if now.item else "",
        }
        for name, value in there.items():
            self.add_error(name, _("It says now: %(value)s") % {"value": value or _("nothing")})
        # Whoever sends it once more has seen what is there now, and means it.
        self.seen = acting.fingerprint(now)


class WhichForm(forms.Form):
    """For which member a note to take home is shown."""

    organisation = forms.ChoiceField(label=gettext_lazy("Municipality or organisation"))

    def __init__(self, organisations: list[Any], chosen: Any) -> None:
        super().__init__(initial={"organisation": chosen.pk if chosen else ""})
        fields = cast("dict[str, Any]", self.fields)
        fields["organisation"].choices = [(one.pk, one.name) for one in organisations]
