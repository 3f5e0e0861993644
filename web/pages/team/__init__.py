"""The supervisor's desk: the queue, transcripts with corrections and sign-off, assignments, the team, exports."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages.team import assignments, doubts, exports, labels, queue, trainees, transcript, verdicts

router = APIRouter()
for part in (queue, transcript, labels, verdicts, doubts, assignments, trainees, exports):
    router.include_router(part.router, prefix="/team")
