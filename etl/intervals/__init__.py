"""The statistics of incidence: intervals, detector error, clustering, strata, extrapolation, agreement.

Each estimator returns an `Estimate`: the value, its interval, the method, what went in, what is assumed, what to beware
of. Methods, assumptions and warnings are codes; data/reference/codes.yml says them in both languages.
"""

from etl.intervals.agreement import cohen_kappa, krippendorff_alpha
from etl.intervals.clusters import (
    clustered_share,
    design_effect,
    effective_number,
    intraclass_correlation,
)
from etl.intervals.detector import (
    Validation,
    corrected_share,
    corrected_share_known,
    f1_bounds,
    rogan_gladen,
    sensitivity_panel,
    vanishing_specificity,
)
from etl.intervals.estimate import Estimate, UnusableInputs, limits, within
from etl.intervals.extrapolate import chained_share, to_uncertainty, total_delta, total_simulated
from etl.intervals.labelled import difference_share, separate_sample_share
from etl.intervals.proportions import compared, proportion, proportion_limits, rate, rule_of_three
from etl.intervals.strata import Stratum, stratified_share

__all__ = [
    "Estimate",
    "Stratum",
    "UnusableInputs",
    "Validation",
    "chained_share",
    "clustered_share",
    "cohen_kappa",
    "compared",
    "corrected_share",
    "corrected_share_known",
    "design_effect",
    "difference_share",
    "effective_number",
    "f1_bounds",
    "intraclass_correlation",
    "krippendorff_alpha",
    "limits",
    "proportion",
    "proportion_limits",
    "rate",
    "rogan_gladen",
    "rule_of_three",
    "sensitivity_panel",
    "separate_sample_share",
    "stratified_share",
    "to_uncertainty",
    "total_delta",
    "total_simulated",
    "vanishing_specificity",
    "within",
]
