"""Opening a network, and one form per group of its settings."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.directory.models import Organisation, PolicyArea

from .. import sentences, settings_groups
from ..models import Network, Team
from ..opening import ChangedMeanwhile, fingerprint
from ..rules import Refusal
from ..settings_groups import Group
from ..settings_words import label, told
from .setting_fields import AreaChoices, LinesField, area_choices, time_zones

HELP = {
    "name": gettext_lazy("The web address stays as it is, so that old links go on working."),
    "summary": gettext_lazy("Shown first on the page and on the network's card."),
    "language": gettext_lazy("What you write about the network is in this language, and so are its letters."),
    "purpose": gettext_lazy("In as many words as you like. An empty line begins a new paragraph."),
    "audience": gettext_lazy("In your own words: titles, tasks, what one should be able to decide."),
    "purposes": gettext_lazy("One on each line, such as learning, exchange of experience, dialogue."),
    "subjects": gettext_lazy("One on each line."),
    "contributions": gettext_lazy("One on each line, such as knowledge, inspiration."),
    "privacy_url": gettext_lazy(
        "The address of a page that says how you handle personal data. Without it the network can't be published."
    ),
    "team": gettext_lazy("The team's people get the applications and decide on them."),
    "invoicer": gettext_lazy("One of the organisations that run the network together."),
    "joint_controllers": gettext_lazy(
        "Say who of you answers for the personal data, and for what. Shown on the public page."
    ),
    "areas": gettext_lazy("Where the members come from."),
    "eligible_kinds": gettext_lazy("Whom the network is meant for."),
    "reviewed_kinds": gettext_lazy(
        "They may apply too, and you consider each of them. All other kinds are told at once that they can't join."
    ),
    "suggested_roles": gettext_lazy(
        "One on each line. Suggestions only: nobody is turned away because of a title."
    ),
    "asks_committee": gettext_lazy(
        "For a network of people who work close to politics. You decide on every application."
    ),
    "asks_stage": gettext_lazy("Both are welcome; it helps you to plan."),
    "asks_invoicing": gettext_lazy("Asks for the e-invoice address and the municipality's own reference."),
    "appointments_per_member": gettext_lazy("How many people can speak for the same member."),
    "common_task": gettext_lazy(
        "What everybody who is appointed works with, whatever their title. They confirm it when they are appointed."
    ),
    "year_starts_in": gettext_lazy("Memberships, and a withdrawal's end, follow this year."),
    "time_zone": gettext_lazy("The hours in programmes and calendars are in this time."),
    "full_day_minutes": gettext_lazy("A shorter meeting is warned about."),
    "winter_rule": gettext_lazy(
        "Places with passenger trains come first in winter. Another place is warned about, not stopped."
    ),
    "forms_of_work": gettext_lazy("One on each line, such as talk, workshop, discussion."),
    "same_form_at_most": gettext_lazy("More than that is warned about."),
    "member_led_percent": gettext_lazy(
        "A programme with less is warned about. 0 means that it doesn't matter."
    ),
    "offer_hours": gettext_lazy(
        "A place that comes free is offered to the first on the waiting list, and then to the next."
    ),
    "external_talk": gettext_lazy("A programme without it is warned about."),
    "standing_items": gettext_lazy(
        "One on each line, such as current cultural policy. They come into every new programme by themselves."
    ),
    "companion_roles": gettext_lazy(
        "For meetings to which everybody brings somebody along: one on each line, such as head teacher. Suggestions only."
    ),
    "house_rule": gettext_lazy(
        "How people talk with one another. It is shown beside confidential items, where nothing is recorded. Secrecy is never promised."
    ),
    "remind_unanswered_days": gettext_lazy(
        "Also those who have said “perhaps”; at the latest on the day before registration closes. 0 means that nobody is reminded."
    ),
    "remind_companion_days": gettext_lazy(
        "For meetings to which everybody brings somebody along. 0 means that nobody is reminded."
    ),
    "remind_host_days": gettext_lazy(
        "With the numbers, and what is open on the check list. 0 means that the host isn't reminded."
    ),
    "remind_speakers_days": gettext_lazy("With their own time. 0 means that they aren't reminded."),
    "remind_coming_days": gettext_lazy(
        "With what they need to know: when, where, how to get there. 0 means that nobody is reminded."
    ),
    "notice_months": gettext_lazy("Counted from the day on which the member has confirmed."),
}
_LINES = {
    "purposes",
    "subjects",
    "contributions",
    "suggested_roles",
    "forms_of_work",
    "standing_items",
    "companion_roles",
}
_KINDS = {"eligible_kinds", "reviewed_kinds"}
_MONTHS = {"year_starts_in", "winter_from", "winter_to"}
_RADIO = {"leaving_rule", "appointment_procedure", "eligibility_procedure"}


class SettingsForm(forms.Form):
    """The settings of one group that do something. What was typed is kept, whatever happens to it.

    `typed` draws the form with what somebody is typing, without judging it: a choice was made that changes which
    settings do something.
    """

    def __init__(
        self,
        network: Network,
        group: Group,
        data: QueryDict | None = None,
        *,
        typed: QueryDict | None = None,
    ) -> None:
        super().__init__(data, initial={name: getattr(network, name) for name in group.fields})
        self.network, self.group = network, group
        offered = fields_for_model(
            Network, fields=group.fields, formfield_callback=self._field, localized_fields=("station_km",)
        )
        for name in group.fields:
            if name in offered and (name != "team" or offered[name].queryset.count() > 1):
                self.fields[name] = offered[name]
        # What somebody is typing is drawn again, not judged.
        if typed is not None:
            for name in [n for n in self.fields if n in typed or self._is_checkbox(n)]:
                self.initial[name] = self._written(name, typed)
        self._keep_live(data if data is not None else typed)
        self.fields["why"] = forms.CharField(
            label=_("Why you change it"),
            help_text=_("For your colleagues; it stands in the history."),
            max_length=500,
            required=False,
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.initial["seen"] = (typed and typed.get("seen")) or fingerprint(network, group.fields)

    def _field(self, field: Field, **options: Any) -> forms.Field:
        name = field.name
        words: dict[str, Any] = {
            "label": capfirst(str(field.verbose_name)),
            "help_text": HELP.get(name, ""),
            "required": not field.blank,
        }
        if name in _LINES:
            return LinesField(**words)
        if name in _KINDS:
            kinds = [(kind.value, capfirst(str(plural))) for kind, plural in sentences.KINDS.items()]
            return forms.MultipleChoiceField(choices=kinds, widget=forms.CheckboxSelectMultiple, **words)
        if name in _MONTHS:
            months = [(number, sentences.month(number)) for number in range(1, 13)]
            return forms.TypedChoiceField(choices=months, coerce=int, **words)
        if name == "areas":
            return forms.MultipleChoiceField(
                choices=area_choices(self.network.areas), widget=AreaChoices, **words
            )
        if name == "time_zone":
            return forms.ChoiceField(choices=time_zones(self.network.time_zone), **words)
        if name == "team":
            teams = Team.objects.filter(organisation=self.network.team.organisation_id)
            return forms.ModelChoiceField(teams.select_related("organisation"), empty_label=None, **words)
        if name == "invoicer":
            numbers = [team.organisation_id for team in self.network.facilitating_teams]
            return forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=numbers), empty_label=_("Not decided"), **words
            )
        if name == "privacy_url":
            options["assume_scheme"] = "https"
        if field.get_internal_type() == "BooleanField":
            words["required"] = False
        made: Any = field.formfield(**{**options, **words})
        if isinstance(made.widget, forms.Textarea):
            made.widget.attrs["rows"] = 3 if name == "summary" else 6
        if name in _RADIO:
            made.widget = forms.RadioSelect(choices=field.choices or [])
        return made

    def _is_checkbox(self, name: str) -> bool:
        return isinstance(self.fields[name].widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple))

    def _written(self, name: str, data: QueryDict) -> Any:
        return self.fields[name].widget.value_from_datadict(data, {}, self.add_prefix(name))

    def _keep_live(self, data: QueryDict | None) -> None:
        """Leave out what does nothing; and what wasn't on the page, when it was sent without JavaScript."""
        values: Mapping[str, Any] = {
            name: self._written(name, data)
            if data is not None and name in self.fields
            else getattr(self.network, name)
            for name in settings_groups.ALL
        }
        teams = len(self.network.facilitating_teams)
        live = settings_groups.live(values, self.fields, teams)
        shown = settings_groups.live(self.network, self.fields, teams)
        self.unseen = [
            n for n in live if n not in shown and self.is_bound and data is not None and n not in data
        ]
        for name in list(self.fields):
            if name not in live or name in self.unseen:
                del self.fields[name]
        for name in settings_groups.CONTROLLING:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "hx-post": "",
                    "hx-trigger": "change",
                    "hx-target": "#settings",
                }

    def clean_areas(self) -> list[str]:
        """A county of a country that is chosen as a whole adds nothing."""
        areas = self.cleaned_data["areas"]
        return [code for code in areas if "-" not in code or code.split("-")[0] not in areas]

    def clean_reviewed_kinds(self) -> list[str]:
        """Whom the network is meant for needn't be considered."""
        return [
            k
            for k in self.cleaned_data["reviewed_kinds"]
            if k not in self.cleaned_data.get("eligible_kinds", [])
        ]

    @property
    def changes_something(self) -> bool:
        return any(name in self.fields for name in self.group.fields)

    @property
    def changes(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.group.fields if name in self.cleaned_data}
        return values | {n: 0 for n in settings_groups.REMINDERS if n in values and values[n] is None}

    @property
    def seen(self) -> tuple[tuple[str, ...], str]:
        return self.group.fields, self.cleaned_data["seen"]

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        """Say what was refused, with everything that was typed still there."""
        if isinstance(refusal, ValidationError):
            for name, faults in refusal.message_dict.items():
                known = name in self.fields
                for fault in faults:
                    about = "" if known or name == NON_FIELD_ERRORS else f"{label(name)}: "
                    self.add_error(name if known else None, f"{about}{fault}")
            return
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        if isinstance(refusal, ChangedMeanwhile):
            self._show_both(refusal.now)

    def _show_both(self, now: Network) -> None:
        for name in self.group.fields:
            if name not in self.fields or getattr(now, name) == self.cleaned_data.get(name):
                continue
            there = told(name, getattr(now, name))
            self.fields[name].help_text = _("There is now: %(value)s") % {"value": there}
            self.add_error(name, _("Somebody else wrote: %(value)s") % {"value": there})
        # Whoever sends it once more has seen what is there now, and means it.
        self.data = cast("QueryDict", self.data).copy()
        self.data["seen"] = fingerprint(now, self.group.fields)


class OpeningForm(forms.ModelForm):
    """The few things that can't wait; everything else is a setting with a usual value."""

    copy_from = forms.ModelChoiceField(
        Network.objects.none(),
        required=False,
        label=gettext_lazy("Begin with the settings of"),
        empty_label=gettext_lazy("the usual ones"),
        help_text=gettext_lazy(
            "Everything but the name and the sentence above is taken over. You can change all of it."
        ),
    )

    class Meta:
        model = Network
        fields = ["team", "name", "policy_area", "language", "summary"]

    def __init__(self, teams: Any, networks: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        team: Any = self.fields["team"]
        team.queryset, team.empty_label = teams, None
        copied: Any = self.fields["copy_from"]
        copied.queryset = networks
        if not networks:
            del self.fields["copy_from"]
        area: Any = self.fields["policy_area"]
        area.choices = [("", _("Choose")), *PolicyArea.choices]
        for name in ("summary", "language"):
            self.fields[name].help_text = HELP[name]
        self.fields["summary"].widget.attrs["rows"] = 3
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def _post_clean(self) -> None:
        """The act checks the network as a whole."""

    @property
    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "policy_area", "language", "summary")}

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        if isinstance(refusal, Refusal):
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return
        for name, faults in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, " ".join(faults))


class EndingForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For your colleagues; it stands in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
