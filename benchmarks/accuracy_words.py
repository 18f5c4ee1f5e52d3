"""What the accuracy table says in words: titles, splits and honest remarks. Line breaks mean nothing."""

HEAD = """# Accuracy

Written by `python -m benchmarks.accuracy`; do not edit. Every method gets the same chips, the same split and
the same probe. Mean ± standard deviation over the seeds; without ± nothing is drawn at random, or one seed
was computed. "not run" is what nobody has computed yet: networks that are trained for the table need a GPU,
and no official weights of the peers were at hand.
"""

_LISTS = """SpectralGPT's published lists less 41 scenes that are kept apart: 16,168 chips for training, of
which {part}, and the 5,391 of the validation list to judge. Three bands as pictures: do not compare with
figures of 13 bands."""
_SPLIT = """EuroSAT's lists are not disjoint in space: neighbouring chips stand on both sides, so these
figures are higher than those at new places."""

SECTIONS: dict[str, tuple[str, str]] = {
    "eurosat-rgb-1": (
        "EuroSAT RGB, 1 % of the training labels",
        f"{_LISTS.format(part='the seed draws 1 %, every class alike')} {_SPLIT}",
    ),
    "eurosat-rgb-10": (
        "EuroSAT RGB, 10 % of the training labels",
        f"{_LISTS.format(part='the seed draws 10 %, every class alike')} {_SPLIT}",
    ),
    "eurosat-rgb-100": (
        "EuroSAT RGB, all training labels",
        f"{_LISTS.format(part='all are used')} {_SPLIT}",
    ),
    "eurosat-bands": (
        "EuroSAT, all bands (L1C)",
        f"""91 chips of the training list to learn from, 61 others to judge: a difference below .1 means
        little. The training chips are scenes of the RGB training list, the others are not. {_SPLIT}""",
    ),
    "bigearthnet": (
        "BigEarthNet v2 samples, several labels a patch",
        """36 patches of six countries, each country judged by a probe that was trained on the others. Average
        precision over all pairs of patch and label (micro), and the mean over the labels with four patches or
        more (macro). So few patches tell little.""",
    ),
    "hls": (
        "Land cover of HLS chips",
        """30 m, ESA WorldCover 2021 as truth, which is a map itself and not free of errors. 203 chips of
        87 places to learn from, 48 chips of 16 other places to judge. Overall accuracy and mean intersection
        over union of seven classes.""",
    ),
    "potsdam": (
        "Land cover of the Potsdam scene",
        """10 m, one L1C scene of February 2017, west to east with 50 columns between; partial OpenStreetMap
        labels of five classes as truth. The two parts are neighbours.""",
    ),
    "german-cities": (
        "Labelled pixels of German cities, one city left out",
        """Freiburg, Lübeck, Münster: each judged by a classifier that was trained on the other two; ten
        classes. F1 is the mean over the classes, then over the cities. The pixels are said to be L2A; by
        their blue reflectance they are of the top of the atmosphere.""",
    ),
    "oscd-bercy": (
        "Change, OSCD bercy",
        "New buildings, all valid pixels; 0.7 % changed. Nothing is trained on its mask.",
    ),
    "oscd-dubai_west": (
        "Change, OSCD dubai, west half",
        """New buildings, all valid pixels; 8 % changed. A test city of OSCD, but half of it: do not compare
        with published figures.""",
    ),
    "forest-loss": (
        "Change, forest damage in the Czech Republic",
        "147 places, 2019 to 2020, judged on pixels that were forest; part of the damage may be older.",
    ),
    "boadella": (
        "Change, shores of the Boadella reservoir against a stable control",
        """Three summer dates in pairs. There are no labels: changed is what indices call surely water at one
        date and surely dry at the other; stable is what is water, or dense vegetation, at all dates. Methods
        that read the same bands have it easy, so compare with care.""",
    ),
}
CHANGE_NOTE = """The quantities of *general*, and how much its refinement counts, were chosen by looking at
the OSCD and the Czech pixels; they are the same for all scenes. The refinement learns from each scene's own
evidence, never from a mask. F1 is at one fixed threshold for all: five times what the scene's median pixel
differs by; a probability of one half for the change head; for land cover where half of the probability has
moved."""

GATES_NOTE = """A rival's bar is its mean and one deviation; for maps and the German cities, ours is the mean
of all trainings less one deviation. Galileo Nano's figures are stated at 200 and 2,000 labels, ours are at
163 and 1,617; and ours has learnt from the labels of all these training images, Galileo from none, so that
these four gates do not compare like with like.

What was tried for the gates that are not met. HLS, mIoU: shrubland and bare ground are 4,300 of the 786,000
judged pixels, with an IoU below 0.1; weights of the classes, correction for how often they occur and more
teachers did not find them. The mean over eight turns of an image, which no map here uses, gave no more.
German cities, the best of the plain rivals: the random forest is as good as ours. These networks were trained
for far fewer steps than what ships, without teachers; a single one that had 150 s of a GPU of its own had
.662.

The U-Net's rows are of the recipe of what ships. With the one before, which showed no image without its
atmosphere, four seeds had .774 ± .008 / .450 ± .008 on HLS and .583 ± .037 / .483 ± .028 on Potsdam."""

ABSENT = "does not ship"
JUDGED_RUN = (
    "`models.training.change_head --infrared 0.5`, 260 s, on *small*; does not ship: it misses its gates"
)
FROZEN = "frozen: mean of the tokens"
OFFICIAL = "needs the user's file"
TEN_BANDS = "official weights need ten bands"
_FORGETS = (
    "fine-tuned at the rate that suits training from scratch: with so few labels the network forgets more "
    "than it learns"
)
SAME_RECIPE = "same data and recipe as ours, but without teachers"
EVERY_TRAINING = {
    "landcover-small": "the row above is the first; the others start from the same weights and are taught in "
    "the same way, but draw other random numbers",
    "landcover-nano": "the row above is the first; the others start from the same weights but draw other "
    "random numbers; *small*'s twin and another training of it taught the first two, the twin alone the rest",
}
_APART = (
    "not what ships, which was trained on all three cities: networks of its size that were trained for 2,500 "
    "steps without them; their features of single pixels beside bands and indices, linear discriminant "
    "analysis"
)
REMARKS: dict[tuple[str, str], str] = {
    **{
        key: remark
        for model in ("landcover-small", "landcover-nano")
        for key, remark in {
            ("eurosat-bands", model): "has seen the 91 training scenes with their labels",
            **{
                (f"eurosat-rgb-{share}", model): "has seen all 16,168 training images with their labels, "
                f"so its features are not free of labels{more}"
                for share, more in ((1, f"; {_FORGETS}"), (10, f"; {_FORGETS}"), (100, ""))
            },
        }.items()
    },
    ("hls", "landcover-small"): "a twin of what ships, trained in the same way on these 203 chips and other "
    "data; what ships has learnt from the 48 chips too",
    ("hls", "landcover-nano"): "as shipped; trained on these 203 chips and other data",
    (
        "potsdam",
        "landcover-small",
    ): "the same twin, trained on the west and other data; what ships has learnt from the east too",
    ("potsdam", "landcover-nano"): "as shipped; trained on the west and other data",
    **{("german-cities", model): _APART for model in ("landcover-small", "landcover-nano")},
    **{
        (
            task,
            "refined",
        ): "method *refined*: learns the scene's clearest changes by *small*'s features; what "
        "counts as clear and how much was chosen by looking at these pairs"
        for task in ("oscd-bercy", "oscd-dubai_west", "forest-loss")
    },
    ("boadella", "refined"): "method *refined*; these dates were among the network's imagery, without labels",
    ("boadella", "change-small"): "these dates were among its imagery, without any labels",
}

COLUMNS: dict[str, str] = {
    "knn": "5-NN",
    "linear": "linear probe",
    "fine_tune": "trained or fine-tuned",
    "map_micro": "AP micro",
    "map_macro": "AP macro",
    "oa": "OA",
    "miou": "mIoU",
    "oa_Freiburg": "OA Freiburg",
    "oa_Luebeck": "OA Lübeck",
    "oa_Muenster": "OA Münster",
    "f1": "F1",
    "auc": "ROC-AUC",
    "ap": "AP",
}
