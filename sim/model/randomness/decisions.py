"""The streams of luck: one number for each kind of draw.

Decision 4 s + w is word w of the random block of stream s, so that what is decided together about the same entity (same
week, same ids) costs one block. New streams and words are appended, never inserted.
"""

from __future__ import annotations

from typing import Final

# stream 0: A replication.
REPLICATION: Final = 0

# stream 1: Traits of a freelancer.
FREELANCER_ABILITY: Final = 4
FREELANCER_RATE: Final = 5
FREELANCER_HOURS: Final = 6
FREELANCER_OPENNESS: Final = 7

# stream 2: More traits of a freelancer.
FREELANCER_VISIBLE: Final = 8
FREELANCER_WITHHELD: Final = 9
FREELANCER_SAMPLE: Final = 10
FREELANCER_BRINGS_AI: Final = 11

# stream 3: A freelancer's week.
FREELANCER_EXIT: Final = 12
FREELANCER_AI_ADOPTION: Final = 13
PROPOSAL_COUNT: Final = 14
RESKILLING: Final = 15

# stream 4: Where a freelancer moves to.
RESKILLING_TARGET: Final = 16

# stream 5: Traits of a client.
CLIENT_RATE: Final = 20
CLIENT_BUDGET: Final = 21
CLIENT_OPENNESS: Final = 22
CLIENT_PREFERENCE: Final = 23

# stream 6: More traits of a client.
CLIENT_PRICE_SENSITIVITY: Final = 24
CLIENT_RATE_LEVEL: Final = 25
CLIENT_SAMPLE: Final = 26
CLIENT_BRINGS_AI: Final = 27

# stream 7: A client's week.
CLIENT_EXIT: Final = 28
CLIENT_AI_ADOPTION: Final = 29
NEED_ARRIVAL: Final = 30
AI_NEED_ARRIVAL: Final = 31

# stream 8: What a need is.
NEED_SUBCATEGORY: Final = 32
NEED_SPECIALTY: Final = 33
NEED_LEVEL: Final = 34
NEED_DURATION: Final = 35

# stream 9: Size and budget of a need.
NEED_SIZE: Final = 36
NEED_WEEKS: Final = 37
NEED_RATE: Final = 38
NEED_PAYMENT: Final = 39

# stream 10: How a need is met.
NEED_CHOICE: Final = 40
NEED_AUTOMATION: Final = 41
NEED_SECOND_CHOICE: Final = 42
POST_POSITION: Final = 43

# stream 11: A look for a post.
PROPOSAL_POST: Final = 44
PROPOSAL_RING: Final = 45
AI_SEARCH: Final = 46

# stream 12: A proposal.
PROPOSAL_VISIBILITY: Final = 48
PROPOSAL_PERCEPTION: Final = 49
PROPOSAL_TASTE: Final = 50

# stream 13: A week of a post.
HIRING_ORDER: Final = 52
NOBODY_TASTE: Final = 53

# stream 14: The end of a contract.
CONTRACT_SUCCESS: Final = 56
CONTRACT_RATING: Final = 57

# stream 15: Registrations of a specialty.
FREELANCER_ENTRY: Final = 60

# stream 16: New clients of a subcategory.
CLIENT_ENTRY: Final = 64
