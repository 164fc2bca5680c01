from django.urls import path, register_converter

from .views import department, merging, organisation, person


class TableForm:
    regex = "xlsx|csv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TableForm, "table")

app_name = "directory"
urlpatterns = [
    path("organisations/", organisation.organisations, name="organisations"),
    path("organisations/table.<table:form>", organisation.organisation_export, name="organisation_export"),
    path("organisations/new/", organisation.organisation_creation, name="organisation_creation"),
    path("organisations/choices/", organisation.organisation_choices, name="organisation_choices"),
    path("organisations/departments/", department.department_choices, name="department_choices"),
    path("organisations/<int:pk>/", organisation.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisation.organisation_editing, name="organisation_editing"),
    path("organisations/<int:pk>/merging/", merging.organisation_merging, name="organisation_merging"),
    path("organisations/<int:pk>/departments/", department.department_creation, name="department_creation"),
    path(
        "organisations/<int:pk>/departments/<int:department>/",
        department.department_editing,
        name="department_editing",
    ),
    path(
        "organisations/<int:pk>/departments/<int:department>/removal/",
        department.department_removal,
        name="department_removal",
    ),
    path("people/", person.people, name="people"),
    path("people/table.<table:form>", person.person_export, name="person_export"),
    path("people/new/", person.person_creation, name="person_creation"),
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/edit/", person.person_editing, name="person_editing"),
    path("people/<int:pk>/merging/", merging.person_merging, name="person_merging"),
]
