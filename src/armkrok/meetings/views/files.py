"""A file is handed out as something to fetch and to keep: never shown as a page of ours, whatever is in it."""

from django.http import FileResponse, Http404

from ..models import Material

SECONDS = 60  # a public file that is no longer shared is gone everywhere after so long


def handed_out(material: Material) -> FileResponse:
    """As an attachment under its own name (RFC 6266), in a box in which nothing runs. 404 for a link, and for a file
    that is gone."""
    if not material.file:
        raise Http404
    try:
        file = material.file.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=material.file_name, content_type=material.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"public, max-age={SECONDS}" if material.is_public else "private, no-store"
    return response
