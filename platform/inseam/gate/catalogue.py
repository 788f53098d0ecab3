"""All rules, in the order of categories and ids. A test sees that none is left out."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.gate.rule import Rule
from inseam.gate.rules.access.classification_lowered import ClassificationLowered
from inseam.gate.rules.access.classification_raised import ClassificationRaised
from inseam.gate.rules.access.encryption_changed import EncryptionChanged
from inseam.gate.rules.access.masking_changed import MaskingChanged
from inseam.gate.rules.access.notice_period_lengthened import NoticePeriodLengthened
from inseam.gate.rules.access.notice_period_shortened import NoticePeriodShortened
from inseam.gate.rules.access.pii_added import PiiAdded
from inseam.gate.rules.access.pii_removed import PiiRemoved
from inseam.gate.rules.access.role_access_changed import RoleAccessChanged
from inseam.gate.rules.access.role_added import RoleAdded
from inseam.gate.rules.access.role_approvers_changed import RoleApproversChanged
from inseam.gate.rules.access.role_removed import RoleRemoved
from inseam.gate.rules.access.terms_changed import TermsChanged
from inseam.gate.rules.guarantee.bound_loosened import BoundLoosened
from inseam.gate.rules.guarantee.bound_tightened import BoundTightened
from inseam.gate.rules.guarantee.column_became_nullable import ColumnBecameNullable
from inseam.gate.rules.guarantee.column_became_required import ColumnBecameRequired
from inseam.gate.rules.guarantee.granularity_changed import GranularityChanged
from inseam.gate.rules.guarantee.partitioning_changed import PartitioningChanged
from inseam.gate.rules.guarantee.pattern_added import PatternAdded
from inseam.gate.rules.guarantee.pattern_changed import PatternChanged
from inseam.gate.rules.guarantee.pattern_removed import PatternRemoved
from inseam.gate.rules.guarantee.primary_key_added import PrimaryKeyAdded
from inseam.gate.rules.guarantee.primary_key_changed import PrimaryKeyChanged
from inseam.gate.rules.guarantee.primary_key_order_changed import PrimaryKeyOrderChanged
from inseam.gate.rules.guarantee.primary_key_removed import PrimaryKeyRemoved
from inseam.gate.rules.guarantee.quality_added import QualityAdded
from inseam.gate.rules.guarantee.quality_changed import QualityChanged
from inseam.gate.rules.guarantee.quality_removed import QualityRemoved
from inseam.gate.rules.guarantee.quality_strengthened import QualityStrengthened
from inseam.gate.rules.guarantee.quality_weakened import QualityWeakened
from inseam.gate.rules.guarantee.relationship_added import RelationshipAdded
from inseam.gate.rules.guarantee.relationship_removed import RelationshipRemoved
from inseam.gate.rules.guarantee.relationship_retargeted import RelationshipRetargeted
from inseam.gate.rules.guarantee.uniqueness_added import UniquenessAdded
from inseam.gate.rules.guarantee.uniqueness_removed import UniquenessRemoved
from inseam.gate.rules.guarantee.unit_changed import UnitChanged
from inseam.gate.rules.guarantee.values_constraint_added import ValuesConstraintAdded
from inseam.gate.rules.guarantee.values_constraint_removed import ValuesConstraintRemoved
from inseam.gate.rules.guarantee.values_extended import ValuesExtended
from inseam.gate.rules.guarantee.values_reduced import ValuesReduced
from inseam.gate.rules.lifecycle.api_version_changed import ApiVersionChanged
from inseam.gate.rules.lifecycle.api_version_downgraded import ApiVersionDowngraded
from inseam.gate.rules.lifecycle.contract_id_changed import ContractIdChanged
from inseam.gate.rules.lifecycle.contract_id_taken import ContractIdTaken
from inseam.gate.rules.lifecycle.contract_removed import ContractRemoved
from inseam.gate.rules.lifecycle.deprecated_without_notice import DeprecatedWithoutNotice
from inseam.gate.rules.lifecycle.element_deprecated import ElementDeprecated
from inseam.gate.rules.lifecycle.element_undeprecated import ElementUndeprecated
from inseam.gate.rules.lifecycle.major_raised_in_place import MajorRaisedInPlace
from inseam.gate.rules.lifecycle.port_directory_mismatch import PortDirectoryMismatch
from inseam.gate.rules.lifecycle.port_version_mismatch import PortVersionMismatch
from inseam.gate.rules.lifecycle.published_differs import PublishedDiffers
from inseam.gate.rules.lifecycle.published_edited import PublishedEdited
from inseam.gate.rules.lifecycle.published_missing import PublishedMissing
from inseam.gate.rules.lifecycle.removed_without_deprecation import RemovedWithoutDeprecation
from inseam.gate.rules.lifecycle.snapshot_outdated import SnapshotOutdated
from inseam.gate.rules.lifecycle.status_deprecated import StatusDeprecated
from inseam.gate.rules.lifecycle.status_regressed import StatusRegressed
from inseam.gate.rules.lifecycle.status_retired_early import StatusRetiredEarly
from inseam.gate.rules.lifecycle.status_undeprecated import StatusUndeprecated
from inseam.gate.rules.lifecycle.version_bump_too_small import VersionBumpTooSmall
from inseam.gate.rules.lifecycle.version_decreased import VersionDecreased
from inseam.gate.rules.lifecycle.version_not_bumped import VersionNotBumped
from inseam.gate.rules.lifecycle.version_not_semver import VersionNotSemver
from inseam.gate.rules.lifecycle.version_reused import VersionReused
from inseam.gate.rules.meaning.meaning_changed import MeaningChanged
from inseam.gate.rules.service.end_date_later import EndDateLater
from inseam.gate.rules.service.end_of_life_earlier import EndOfLifeEarlier
from inseam.gate.rules.service.end_of_support_earlier import EndOfSupportEarlier
from inseam.gate.rules.service.price_lowered import PriceLowered
from inseam.gate.rules.service.price_raised import PriceRaised
from inseam.gate.rules.service.price_terms_changed import PriceTermsChanged
from inseam.gate.rules.service.server_added import ServerAdded
from inseam.gate.rules.service.server_moved import ServerMoved
from inseam.gate.rules.service.server_removed import ServerRemoved
from inseam.gate.rules.service.server_renamed import ServerRenamed
from inseam.gate.rules.service.sla_added import SlaAdded
from inseam.gate.rules.service.sla_changed import SlaChanged
from inseam.gate.rules.service.sla_removed import SlaRemoved
from inseam.gate.rules.service.sla_strengthened import SlaStrengthened
from inseam.gate.rules.service.sla_weakened import SlaWeakened
from inseam.gate.rules.service.support_added import SupportAdded
from inseam.gate.rules.service.support_removed import SupportRemoved
from inseam.gate.rules.shape.column_added import ColumnAdded
from inseam.gate.rules.shape.column_case_changed import ColumnCaseChanged
from inseam.gate.rules.shape.column_id_reused import ColumnIdReused
from inseam.gate.rules.shape.column_moved import ColumnMoved
from inseam.gate.rules.shape.column_name_changed import ColumnNameChanged
from inseam.gate.rules.shape.column_removed import ColumnRemoved
from inseam.gate.rules.shape.column_renamed import ColumnRenamed
from inseam.gate.rules.shape.column_reordered import ColumnReordered
from inseam.gate.rules.shape.column_semantic_type_changed import ColumnSemanticTypeChanged
from inseam.gate.rules.shape.object_added import ObjectAdded
from inseam.gate.rules.shape.object_kind_changed import ObjectKindChanged
from inseam.gate.rules.shape.object_name_changed import ObjectNameChanged
from inseam.gate.rules.shape.object_physical_name_changed import ObjectPhysicalNameChanged
from inseam.gate.rules.shape.object_removed import ObjectRemoved
from inseam.gate.rules.type.element_type_added import ElementTypeAdded
from inseam.gate.rules.type.element_type_removed import ElementTypeRemoved
from inseam.gate.rules.type.format_changed import FormatChanged
from inseam.gate.rules.type.timezone_changed import TimezoneChanged
from inseam.gate.rules.type.type_changed import TypeChanged
from inseam.gate.rules.type.type_declaration_added import TypeDeclarationAdded
from inseam.gate.rules.type.type_declaration_removed import TypeDeclarationRemoved
from inseam.gate.rules.type.type_narrowed import TypeNarrowed
from inseam.gate.rules.type.type_uncomparable import TypeUncomparable
from inseam.gate.rules.type.type_widened import TypeWidened
from inseam.gate.rules.type.vector_changed import VectorChanged

RULES: tuple[Rule, ...] = (
    ClassificationLowered(),
    ClassificationRaised(),
    EncryptionChanged(),
    MaskingChanged(),
    NoticePeriodLengthened(),
    NoticePeriodShortened(),
    PiiAdded(),
    PiiRemoved(),
    RoleAccessChanged(),
    RoleAdded(),
    RoleApproversChanged(),
    RoleRemoved(),
    TermsChanged(),
    BoundLoosened(),
    BoundTightened(),
    ColumnBecameNullable(),
    ColumnBecameRequired(),
    GranularityChanged(),
    PartitioningChanged(),
    PatternAdded(),
    PatternChanged(),
    PatternRemoved(),
    PrimaryKeyAdded(),
    PrimaryKeyChanged(),
    PrimaryKeyOrderChanged(),
    PrimaryKeyRemoved(),
    QualityAdded(),
    QualityChanged(),
    QualityRemoved(),
    QualityStrengthened(),
    QualityWeakened(),
    RelationshipAdded(),
    RelationshipRemoved(),
    RelationshipRetargeted(),
    UniquenessAdded(),
    UniquenessRemoved(),
    UnitChanged(),
    ValuesConstraintAdded(),
    ValuesConstraintRemoved(),
    ValuesExtended(),
    ValuesReduced(),
    ApiVersionChanged(),
    ApiVersionDowngraded(),
    ContractIdChanged(),
    ContractIdTaken(),
    ContractRemoved(),
    DeprecatedWithoutNotice(),
    ElementDeprecated(),
    ElementUndeprecated(),
    MajorRaisedInPlace(),
    PortDirectoryMismatch(),
    PortVersionMismatch(),
    PublishedDiffers(),
    PublishedEdited(),
    PublishedMissing(),
    RemovedWithoutDeprecation(),
    SnapshotOutdated(),
    StatusDeprecated(),
    StatusRegressed(),
    StatusRetiredEarly(),
    StatusUndeprecated(),
    VersionBumpTooSmall(),
    VersionDecreased(),
    VersionNotBumped(),
    VersionNotSemver(),
    VersionReused(),
    MeaningChanged(),
    EndDateLater(),
    EndOfLifeEarlier(),
    EndOfSupportEarlier(),
    PriceLowered(),
    PriceRaised(),
    PriceTermsChanged(),
    ServerAdded(),
    ServerMoved(),
    ServerRemoved(),
    ServerRenamed(),
    SlaAdded(),
    SlaChanged(),
    SlaRemoved(),
    SlaStrengthened(),
    SlaWeakened(),
    SupportAdded(),
    SupportRemoved(),
    ColumnAdded(),
    ColumnCaseChanged(),
    ColumnIdReused(),
    ColumnMoved(),
    ColumnNameChanged(),
    ColumnRemoved(),
    ColumnRenamed(),
    ColumnReordered(),
    ColumnSemanticTypeChanged(),
    ObjectAdded(),
    ObjectKindChanged(),
    ObjectNameChanged(),
    ObjectPhysicalNameChanged(),
    ObjectRemoved(),
    ElementTypeAdded(),
    ElementTypeRemoved(),
    FormatChanged(),
    TimezoneChanged(),
    TypeChanged(),
    TypeDeclarationAdded(),
    TypeDeclarationRemoved(),
    TypeNarrowed(),
    TypeUncomparable(),
    TypeWidened(),
    VectorChanged(),
)

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
