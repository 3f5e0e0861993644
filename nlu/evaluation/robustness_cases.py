"""Our own pairs of replies for the robustness checks: what should change nothing, and what should turn a label off.

None of these replies is in the corpora, and nothing is fitted on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Swap:
    """A reply with a gap, and words of one kind that fill it: whichever it is, the same labels should be decided."""

    kind: str
    customer: str
    reply: str
    fillers: tuple[str, ...]

    def variants(self) -> tuple[tuple[str, str], ...]:
        """(customer, reply) for each filler."""
        return tuple((self.customer.replace("{}", word), self.reply.replace("{}", word)) for word in self.fillers)


@dataclass(frozen=True)
class Turned:
    """Two replies to the same words: ``label`` holds in ``with_label`` and not in ``without``."""

    label: str
    customer: str
    with_label: str
    without: str


_FIRST_NAMES: Final = ("Emily", "Mohammed", "Mei-Ling", "Oluwaseun", "Agnieszka", "Priya", "Siobhan", "Dwayne")
_LAST_NAMES: Final = ("Mr Taylor", "Mrs Taylor", "Ms Chaudhry", "Mr Nguyen", "Mrs Kowalska", "Mx Adeyemi", "Dr Lopez")

SWAPS: Final = (
    Swap(
        "first name",
        "Hello, {} here. The kettle I bought from you leaks.",
        "Good morning {}, I'm Ros. I'm sorry the kettle let you down, and I'll sort this out for you today.",
        _FIRST_NAMES,
    ),
    Swap(
        "first name",
        "I've been on hold for forty minutes.",
        "That's a long while to sit there, {}, and I'd be cross as well. Tell me what happened, I'm listening.",
        _FIRST_NAMES,
    ),
    Swap(
        "first name",
        "I want my deposit back now.",
        "Listen, {}, shouting at me won't get you a penny.",
        _FIRST_NAMES,
    ),
    Swap(
        "surname",
        "Your fitter left a hole in my ceiling.",
        "Thank you for the photos, {}. I've logged this as case 2207 and I'll ring you on Thursday by noon.",
        _LAST_NAMES,
    ),
    Swap("surname", "Nobody has rung me back.", "{}, there's nothing I can do. That's how it works here.", _LAST_NAMES),
    Swap(
        "gender",
        "The cake had the wrong name on it. She was in tears.",
        "I'm so sorry. That should have been your {}'s big moment, and it must have hurt to see it spoilt.",
        ("daughter", "son", "sister", "brother", "wife", "husband", "partner"),
    ),
    Swap(
        "gender",
        "Who decided that I can't return it?",
        "My manager did, and {} has asked me to explain why: the seal was broken, so it can't be sold again.",
        ("she", "he"),
    ),
    Swap(
        "gender",
        "The man on the desk was rude to me.",
        "You must have misheard. {} would never say something like that.",
        ("She", "He", "They"),
    ),
    Swap(
        "belief",
        "It has to be here for the holiday.",
        "It won't arrive before {}, so I can lend you one from the shop or refund you. Which would you rather have?",
        ("Christmas", "Eid", "Diwali", "Passover", "Easter", "the New Year"),
    ),
    Swap(
        "dialect",
        "It stopped working on Friday.",
        "Could you send me a photo of the {}? Then I'll ask the workshop what has gone wrong.",
        ("mobile", "cell phone", "handset", "phone"),
    ),
    Swap(
        "dialect",
        "The flat is freezing.",
        "I'm sorry, that's miserable. I'll get an engineer out to your {} this afternoon.",
        ("flat", "apartment", "place", "house"),
    ),
    Swap(
        "dialect",
        "You charged me twice.",
        "You're right, it went through twice. I'm putting the second forty {} back on your card now.",
        ("pounds", "quid", "dollars", "euros"),
    ),
    Swap(
        "dialect",
        "How long now?",
        "It'll be a {} while yet, I'm afraid: the part comes on Thursday. I'll text you the minute it's in.",
        ("wee", "little", "short"),
    ),
    Swap(
        "age and body",
        "I can't carry it back to the shop.",
        "We'll fetch it from you, it's no trouble. Many of our {} customers ask for that.",
        ("older", "younger", "disabled", "regular"),
    ),
    # From here on: by somebody who had not seen which words are read as one (nlu.alike, nlu.names).
    Swap(
        "belief",
        "The cake I ordered for {} came with the wrong name on it and the guests arrive at seven.",
        "I'm so sorry about the cake for {}. We'll remake it this afternoon with the right name and bring it "
        "to your door by six, free of charge.",
        ("Christmas", "Eid", "Diwali", "Vesak", "Nowruz", "Hanukkah", "Yule"),
    ),
    Swap(
        "belief",
        "Tracking says delivered, but nobody handed me anything and I can't find the parcel.",
        "Driver says he left it by the {}. Nothing more we can do.",
        ("church", "mosque", "gurdwara", "synagogue", "Quaker meeting house", "Jain temple", "Kingdom Hall"),
    ),
    Swap(
        "belief",
        "The hamper was labelled {} and there was gelatine in the sweets. I'm really upset.",
        "Could you read me the batch number on the lid of the {} hamper, please? And do you still have the "
        "sweet wrappers?",
        ("halal", "kosher", "Jain", "Ital", "Lenten"),
    ),
    Swap(
        "belief",
        "My suit still isn't back from your cleaners and I need it for my nephew's {} on Saturday!",
        "If you've got a {} on Saturday you should have brought the suit in sooner. Don't blame us for your "
        "bad planning.",
        (
            "baptism",
            "bar mitzvah",
            "navjote",
            "thread ceremony",
            "confirmation",
            "naming ceremony",
            "turban-tying ceremony",
        ),
    ),
    Swap(
        "dialect",
        "The zip on the {} broke the first time I put them on.",
        "Sorry about the {}. Pop them in the post with the prepaid label and we'll give you your money back as "
        "soon as they reach us.",
        ("slacks", "breeks", "kecks", "strides"),
    ),
    Swap(
        "dialect",
        "Second pair this summer where the strap has snapped.",
        "Noted, thanks for telling us about the {}.",
        ("flip-flops", "thongs", "slippers", "chappals", "jandals", "chale wote"),
    ),
    Swap(
        "dialect",
        "My {} order turned up stone cold with half the rice missing.",
        "Oh no, that's not good enough. I've refunded your {} order in full and added a voucher to your "
        "account for next time. Really sorry.",
        ("takeaway", "takeout", "carry-out", "tapau", "dabao", "parcel", "to-go"),
    ),
    Swap(
        "dialect",
        "There is a deep scratch right down the door and it's only just been delivered.",
        "The {} was fine when it left here. Scratches are between you and the courier.",
        ("closet", "press", "almirah", "armoire"),
    ),
    Swap(
        "dialect",
        "I've been charged twice for the same umbrella, can you look at this receipt?",
        "Not my department. Take it up at the {}.",
        ("till", "register", "shroff", "cash desk", "cashier", "checkout"),
    ),
    Swap(
        "gender",
        "I waited in all day and nobody turned up with the new fridge.",
        "Would your {} be able to take it in on Tuesday morning, or does another day suit you better?",
        ("husband", "wife", "partner", "mother", "brother", "boyfriend", "daughter"),
    ),
    Swap(
        "gender",
        "You sent funeral lilies to my {} for a birthday. I was mortified.",
        "I apologise to you and to your {}. We mixed up two cards. A fresh birthday bouquet goes out tonight, "
        "and I've refunded the first one.",
        ("niece", "nephew", "sister", "grandson", "godmother", "uncle"),
    ),
    Swap(
        "gender",
        "It's the third time I've come in about this kettle and you still won't take it back.",
        "Look, {}, I've told you twice already. No receipt, no refund. Now move along, there's a queue.",
        ("sir", "madam", "ma'am", "miss"),
    ),
    Swap(
        "gender",
        "The {} at the fish counter rolled their eyes when I asked for a smaller piece.",
        "Dear customer, thank you for writing to us about the {} at the fish counter. We always aim to make "
        "every visit a pleasant one. Kind regards, Customer Relations",
        ("woman", "man", "person"),
    ),
    Swap(
        "first name",
        "One boot is a 38 and the other a 41, how does that even happen? Regards, {}",
        "Hi {}, I'm really sorry about the two sizes. A matching pair leaves by courier today, and you needn't "
        "send the odd ones back.",
        ("Siobhán", "Chiamaka", "Wei Ling", "Mohammed", "Jesús", "Patience", "Oliver"),
    ),
    Swap(
        "first name",
        "so u just keep my money?? the lamp never even lit up",
        "read the page {}, we dont do refunds on sale stuff, end of",
        ("callum", "priya", "oluwaseun", "xiu", "dolores", "hamza"),
    ),
    Swap(
        "first name",
        "My coat has been 'being located' for nine days now.",
        "I've asked {} in our warehouse to go along the racks by hand. Can you tell me the colour and the size "
        "you ordered?",
        ("Will", "Blessing", "Agnieszka", "Tāne", "Rajesh", "Sunny", "Mei"),
    ),
    Swap(
        "first name",
        "You won't take the mixer back just because I threw the box away? Nobody mentioned boxes.",
        "Well, when {} at the desk told you to keep the box you weren't listening, were you? So that's on you.",
        ("Destiny", "Aoife", "Takumi", "Svetlana", "Sudha", "DeShawn"),
    ),
    Swap(
        "age and body",
        "I'm {} and I was left standing forty minutes for a prescription that wasn't even ready.",
        "Forty minutes on your feet when you're {} is far too long, and I'm sorry. Your prescription is bagged "
        "now, and I'll have it driven round within the hour.",
        ("in plaster", "on crutches", "partially sighted", "eighty-two", "arthritic"),
    ),
    Swap(
        "age and body",
        "None of your coats fit me properly and the assistant just shrugged when I asked.",
        "That range isn't cut for {} customers. Try another shop.",
        ("taller", "shorter", "plus-size", "petite", "older", "broad-shouldered"),
    ),
    Swap(
        "age and body",
        "One star. The {} man on till four practically threw my change at me.",
        "Thank you for your review. The {} colleague you mention has been with us for some time, and we value "
        "every member of our team.",
        ("older", "younger", "bald", "grey-haired", "bearded", "tall", "red-haired"),
    ),
    Swap(
        "origin",
        "I've been passed round four departments about a dead boiler and it's freezing in here.",
        "You're through to {} now and I won't pass you on. Sorry for the runaround. An engineer is booked for "
        "eight tomorrow, and I've dropped the call-out fee.",
        ("Manila", "Aberdeen", "Bengaluru", "Accra", "Kraków", "Durban"),
    ),
    Swap(
        "origin",
        "Hello? I said my broadband has been down since Friday, can you please check the line?",
        "I can't make out a word with that {} accent. Send an email or something.",
        ("Scottish", "Nigerian", "Texan", "Polish", "Geordie", "Punjabi", "Jamaican"),
    ),
    Swap(
        "origin",
        "@shop three weeks and my order to {} still hasn't moved. Where is it?",
        "Hi there! Parcels to {} can take a little longer at busy times. We appreciate your patience.",
        ("Jamaica", "Finland", "Nepal", "the Faroe Islands", "Ghana", "Samoa"),
    ),
    Swap(
        "origin",
        "I measured twice with your own chart and the curtains are still ten centimetres short.",
        "Our {} customers never have any trouble with the chart, so you must have measured wrong.",
        ("Japanese", "Dutch", "Brazilian", "Kenyan", "Korean", "Welsh"),
    ),
)

TURNED: Final = (
    Turned(
        "apologise",
        "The soup was cold and it took an hour.",
        "I'm sorry that you had to wait an hour for a cold soup.",
        "I'm not sorry that you had to wait an hour for a cold soup.",
    ),
    Turned(
        "solve",
        "The heel came off.",
        "I can send you a new pair today.",
        "I can't and won't send you a new pair today.",
    ),
    Turned(
        "follow_up",
        "When will I hear from you?",
        "I'll ring you on Friday at ten with the answer.",
        "I won't be ringing you on Friday or any other day.",
    ),
    Turned(
        "own",
        "Who is dealing with this?",
        "I'm dealing with this myself until it's settled.",
        "I'm not dealing with this, somebody else might.",
    ),
    Turned(
        "empathise",
        "I missed the whole ceremony because of you.",
        "You missed something that won't come again, and I can see how much that hurts.",
        "You missed something that won't come again, and I can't see why that should hurt.",
    ),
    Turned(
        "record",
        "Is anyone even writing this down?",
        "I've put your complaint on file, the number is 8813.",
        "I haven't put your complaint on file and I'm not going to.",
    ),
    Turned(
        "thank",
        "I thought you should know about the broken step.",
        "Thank you for taking the trouble to tell us about the step.",
        "I won't thank you for telling us about the step.",
    ),
    Turned(
        "escalate",
        "I want somebody who can decide.",
        "I'm handing this to our manager, Ms Dale, because she can approve the full amount.",
        "I'm not handing this to our manager, and she wouldn't want it anyway.",
    ),
    Turned(
        "investigate",
        "The parcel says delivered. It isn't.",
        "I'll check the driver's record to see where it was left.",
        "I'm not going to check the driver's record.",
    ),
    Turned(
        "overpromise",
        "Will it break again?",
        "I guarantee you that it will never break again.",
        "I can't guarantee you that it will never break again, but I can have the joint doubled.",
    ),
    Turned(
        "admit_liability",
        "Your ladder broke and so did my wrist.",
        "This is legally our fault and we'll pay for all your losses.",
        "Whether this is legally our fault isn't for me to say, and I'm sorry about your wrist.",
    ),
    Turned(
        "blame",
        "The jumper shrank.",
        "You washed it too hot, so that's your own fault.",
        "You didn't wash it too hot, so it isn't your fault.",
    ),
    Turned(
        "dismiss",
        "There is a dent in the door.",
        "Calm down, it's only a dent.",
        "I won't tell you to calm down: it isn't only a dent to you.",
    ),
    Turned(
        "argue",
        "I paid on Monday.",
        "No, you didn't pay on Monday, you're wrong.",
        "Yes, you did pay on Monday, you're right.",
    ),
)

NEUTRAL_SENTENCES: Final = ("The time is ten past two.", "Today is Wednesday.")
"""Sentences that carry no label wherever they stand; one is put behind replies to see what else moves."""
