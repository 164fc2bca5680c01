"""Run as a module: the demo's world in the database of a house that is no demo, where mail really leaves."""

import django


def build() -> None:
    from django.core.management import call_command

    from armkrok.demo.world import build as build_world
    from armkrok.journal import clock

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    build_world(clock.today())


if __name__ == "__main__":
    django.setup()
    build()
