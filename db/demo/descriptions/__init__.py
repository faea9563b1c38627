"""The position descriptions of the demo, by the key of their position, in the shape `Description.payload` has."""

from db.demo.descriptions import (
    archive_clerk,
    deputy,
    floor_clerk,
    floor_supervisor,
    guide_captain,
    guide_driver,
    hall_clerk,
    hr_manager,
    manager,
    market_director,
    merchant_supervisor,
    office_clerk,
    parts,
)

DESCRIPTIONS = {
    "manager": manager.DESCRIPTION,
    "deputy": deputy.DESCRIPTION,
    "merchant_supervisor": merchant_supervisor.DESCRIPTION,
    "office_clerk": office_clerk.DESCRIPTION,
    "archive_clerk": archive_clerk.DESCRIPTION,
    "guide_captain": guide_captain.DESCRIPTION,
    "guide_driver": guide_driver.DESCRIPTION,
    "hall_clerk": hall_clerk.DESCRIPTION,
    "floor_supervisor": floor_supervisor.DESCRIPTION,
    "floor_clerk": floor_clerk.DESCRIPTION,
    "market_director": market_director.DESCRIPTION,
    "hr_manager": hr_manager.DESCRIPTION,
    "floor_supervisor_2": floor_supervisor.SECOND_HALL,
    "floor_clerk_2": floor_clerk.SECOND_HALL,
}

# What was in force, on paper, before the portal came.
NEW_POSITIONS = ("floor_supervisor_2", "floor_clerk_2")
FIRST_VERSIONS = {key: parts.as_signed_by_hand(description) for key, description in DESCRIPTIONS.items()
                  if key not in NEW_POSITIONS} | {"guide_driver": guide_driver.FIRST_VERSION}

# What changed since a version above came into force.
SECOND_VERSIONS = {"floor_clerk": floor_clerk.SECOND_VERSION, "hall_clerk": hall_clerk.SECOND_VERSION}
